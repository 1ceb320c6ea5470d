"""Sanctions: what the text reports (mentions), and who stands on an official list."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from schemas.base import SCHEMA_VERSION, WireModel
from schemas.modality import Modality
from schemas.party import Party, Speaker
from schemas.span import Span


class Measure(StrEnum):
    """What is done. After the EU Council's types of sanctions, OpenSanctions, GSDB and OFAC."""

    ASSET_FREEZE = "asset_freeze"
    LISTING = "listing"
    CENTRAL_BANK_RESERVES = "central_bank_reserves"
    SWIFT_CUTOFF = "swift_cutoff"
    CAPITAL_MARKET = "capital_market"
    FINANCIAL_OTHER = "financial_other"
    EXPORT_CONTROL = "export_control"
    IMPORT_BAN = "import_ban"
    OIL_EMBARGO = "oil_embargo"
    PRICE_CAP = "price_cap"
    ARMS_EMBARGO = "arms_embargo"
    TRADE_EMBARGO = "trade_embargo"
    TRANSPORT = "transport"
    TRAVEL_BAN = "travel_ban"
    INVESTMENT_BAN = "investment_ban"
    SERVICES_BAN = "services_ban"
    MEDIA_BAN = "media_ban"
    SECTORAL = "sectoral"
    SECONDARY = "secondary"
    DIPLOMATIC = "diplomatic"
    AID_SUSPENSION = "aid_suspension"
    TRADE_STATUS = "trade_status"
    COMPANY_WITHDRAWAL = "company_withdrawal"
    UNSPECIFIED = "unspecified"


class SanctionsStatus(StrEnum):
    """How far along the measure is, as the text tells it."""

    PROPOSED = "proposed"
    THREATENED = "threatened"
    AGREED = "agreed"
    IMPOSED = "imposed"
    EXPANDED = "expanded"
    EXTENDED = "extended"
    IN_FORCE = "in_force"
    ENFORCED = "enforced"
    ALIGNED = "aligned"
    NOT_ALIGNED = "not_aligned"
    OPPOSED = "opposed"
    EVADED = "evaded"
    EASED = "eased"
    SUSPENDED = "suspended"
    LIFTING_PROPOSED = "lifting_proposed"
    LIFTED = "lifted"
    LAPSED = "lapsed"
    MENTIONED = "mentioned"


class SanctionsMention(WireModel):
    """The text reports a sanctions event: who (senders) does what (measures, status) to whom."""

    id: str
    evidence: Span
    cue: Span
    measures: tuple[Measure, ...] = Field(min_length=1)
    status: SanctionsStatus
    legal: bool = Field(description="false for a private company's own step")
    senders: tuple[Party, ...] = ()
    targets: tuple[Party, ...] = ()
    aligned_with: tuple[Party, ...] = ()
    via: tuple[Party, ...] = Field(default=(), description="instruments, such as SWIFT")
    programme: str | None = None
    extent: str | None = None
    modality: Modality
    speaker: Speaker | None = None
    score: float = Field(ge=0, le=1)
    features: dict[str, float] = Field(
        default_factory=dict, description="the rules or features that made the score"
    )


class ListedParty(Span):
    """A party named in the text stands on an official sanctions list on the article's date."""

    name: str = Field(description="primary name as the list has it")
    list: str = Field(description="OFAC-SDN, OFAC-NONSDN, UN, UK or EU")
    entry_id: str
    programmes: tuple[str, ...] = ()
    listed_on: date | None = Field(default=None, description="null where the list does not say")
    score: float = Field(ge=0, le=1)
    features: dict[str, float] = Field(default_factory=dict)


class SanctionsEvent(SanctionsMention):
    """A sanctions mention on its own topic, with where it stands."""

    schema_version: str = SCHEMA_VERSION
    article_id: str
    url: str | None = None
    title: str | None = None
    source: str | None = None
    published_at: datetime | None = None
    received_at: datetime | None = None
    duplicate_of: str | None = None
    pipeline_version: str
