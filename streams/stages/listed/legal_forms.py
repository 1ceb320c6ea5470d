"""Legal forms of companies, by what they are: LLC, OOO and GmbH are one kind, AG and OAO another.

A form counts little when two names are compared; two forms of different kinds tell two companies
apart. Source: the forms of the countries that the official lists name most, by their own statutes;
the kinds are those that the register code lists (ISO 20275) put side by side in English.
"""

from collections.abc import Mapping
from itertools import chain

LIMITED, STOCK, PARTNERSHIP, STATE, NON_PROFIT, ANY = "LLC", "JSC", "LP", "SOE", "NGO", "any"

_FORMS: Mapping[str, str] = {
    LIMITED: """llc|ltd|limited|lld|ooo|too|tov|gmbh|sarl|srl|bv|bvba|sprl|kft|doo|eood|ood|sro|zoo
        |sp zoo|sp z oo|oy|aps|pte ltd|pte|pty|pty ltd|sdn bhd|pvt|pvt ltd|private limited
        |fze|fzco|fzc|fz llc|dmcc|ltda|sl|sas|mchj|mmc|uab|sia|limitada|sagl|wll|sal|tic ltd sti
        |limited liability company|limited liability corporation|limited company
        |company limited|co ltd|co llc|besloten vennootschap
        |gesellschaft mit beschrankter haftung|societe a responsabilite limitee
        |sociedad de responsabilidad limitada|sociedad limitada
        |societatea cu raspundere limitata|societate cu raspundere limitata
        |societa a responsabilita limitata|spolka z ograniczona odpowiedzialnoscia
        |obshchestvo s ogranichennoy otvetstvennostyu|obschestvo s ogranichennoi otvetstvennostyu
        |obshchestvo s ogranichennoi otvetstvennostyu
        |tovarystvo z obmezhenoyu vidpovidalnistyu|tovarishchestvo s ogranichennoy otvetstvennostyu
        |druzhestvo s ogranichena otgovornost|drustvo s ogranicenom odgovornoscu
        |free zone company|free zone establishment""",
    STOCK: """plc|jsc|pjsc|ojsc|cjsc|oao|zao|pao|ao|oaoo|zaoo|paoo|ag|akg|sa|spa|nv|asa|ab|abp|as
        |ad|ead|dd|se|rt|nyrt|zrt|kgaa|tbk|pt|pt tbk|qpsc|psc|saog|saoc|psjc|pjs|pat|prat|vat|kk
        |public limited company|public limited|joint stock company|public joint stock company
        |open joint stock company|closed joint stock company|private joint stock company
        |public joint stock|joint stock|aktiengesellschaft|aktieselskab|aktiebolag
        |societe anonyme|sociedad anonima|sociedade anonima|societa per azioni|sa de cv
        |sociedad anonima de capital variable|naamloze vennootschap|anonim sirketi|anonim sirket
        |kabushiki kaisha|aktsionernoe obshchestvo|publichnoe aktsionernoe obshchestvo
        |otkrytoe aktsionernoe obshchestvo|zakrytoe aktsionernoe obshchestvo
        |aktsionernoye obshchestvo|publichnoye aktsionernoye obshchestvo""",
    PARTNERSHIP: """lp|llp|kg|ohg|scs|gp|gmbh and co kg|gmbh co kg|limited partnership
        |limited liability partnership|kommanditgesellschaft|general partnership""",
    STATE: """fgup|gup|fgbu|rup|fsue|sue|federal state unitary enterprise|state unitary enterprise
        |federal state budgetary institution|federal state enterprise|state enterprise
        |federalnoe gosudarstvennoe unitarnoe predpriyatie|empresa publica""",
    NON_PROFIT: """ano|ngo|npo|asbl|aisbl|ev|eingetragener verein|autonomous non profit organization
        |autonomous nonprofit organization|avtonomnaya nekommercheskaya organizatsiya""",
    ANY: """inc|incorporated|corp|corporation|co|company|cia|cie|compania|compagnie|gruppe|est
        |establishment|hldgs|na|kompaniya|korporatsiya""",
}

FORMS: Mapping[tuple[str, ...], str] = {
    tuple(form.split()): kind
    for kind, forms in _FORMS.items()
    for form in (" ".join(item.split()) for item in forms.split("|"))
}
LONGEST = max(map(len, FORMS))
FIRST_WORDS = frozenset(form[0] for form in FORMS)
# Without a company's name round them these are words: "as", "se", "est", "ad".
DOUBTFUL = frozenset(
    [
        "as",
        "ad",
        "se",
        "sa",
        "na",
        "est",
        "ab",
        "any",
        "pt",
        "ev",
        "co",
        "rt",
        "ao",
        "sl",
        "dd",
        "gp",
        "vat",
        "pat",
        "too",
    ]
)
ALL_WORDS = frozenset(chain.from_iterable(FORMS))


def split_legal_forms(words: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return a company's words without its legal forms, and the forms' kinds.

    Only forms at either end, or behind a bracket that was taken off, are forms; what would be
    left empty stays whole: "Limited" alone is a name.
    """
    if not any(word in FIRST_WORDS for word in words):
        return words, frozenset()
    kept, kinds = words, set()
    while len(kept) > 1:
        size, kind = _at_end(kept)
        if size == len(kept) or not size:
            break
        kept = kept[:-size]
        kinds.add(kind)
    while len(kept) > 1:
        size, kind = _at_front(kept)
        if size == len(kept) or not size:
            break
        kept = kept[size:]
        kinds.add(kind)
    return kept, frozenset(kinds)


def _at_end(words: tuple[str, ...]) -> tuple[int, str]:
    for size in range(min(LONGEST, len(words)), 0, -1):
        kind = FORMS.get(words[-size:])
        if kind is not None:
            return size, kind
    return 0, ""


def _at_front(words: tuple[str, ...]) -> tuple[int, str]:
    for size in range(min(LONGEST, len(words)), 0, -1):
        kind = FORMS.get(words[:size])
        if kind is not None and not (size == 1 and words[0] in DOUBTFUL):
            return size, kind
    return 0, ""
