"""How far an event counts, by how it is put: a setting, with defaults."""

from collections.abc import Mapping

from schemas.modality import Modality

Weights = Mapping[Modality, float]

# What happened counts whole; what is in prospect in part, the surer the more; what did not happen
# or lies in the past not at all. A choice of ours: no system that we know weighs modality.
DEFAULT_WEIGHTS: Weights = {
    Modality.ASSERTED: 1.0,
    Modality.PLANNED: 0.5,
    Modality.THREATENED: 0.3,
    Modality.DEMANDED: 0.2,
    Modality.HYPOTHETICAL: 0.1,
    Modality.DENIED: 0.0,
    Modality.HISTORIC: 0.0,
}


def parse_weights(text: str) -> Weights:
    """Return the defaults with those that the text tells: "planned=0.5,threatened=0".

    Raises:
        ValueError: a modality is unknown or told twice, or a weight is no number from 0 to 1.
    """
    told: dict[Modality, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, number = part.partition("=")
        try:
            modality, weight = Modality(name.strip()), float(number)
        except ValueError:
            raise ValueError(f"{part!r} is not <modality>=<weight>") from None
        if not equals or not 0.0 <= weight <= 1.0 or modality in told:
            raise ValueError(f"{part!r}: each modality once, with a weight from 0 to 1")
        told[modality] = weight
    return {**DEFAULT_WEIGHTS, **told}
