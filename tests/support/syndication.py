"""A few stories of our own, and what other houses make of them."""

STORIES = (
    (
        "Ferry service to Likoma resumes",
        "LILONGWE - The ferry Ilala left Monkey Bay for Likoma island on Thursday for the first"
        " time in seven months, after its shaft had been repaired in a dry dock in Tanzania, the"
        " lake service said.",
        "On board were 312 passengers, maize for four villages and the only dentist of the"
        " northern lake. Traders had crossed in canoes all winter, and eleven people had drowned.",
        "Transport Minister Jacob Hara promised a second ship by 2027. Islanders who had waited"
        " on the beach since dawn sang when the smoke came into sight.",
    ),
    (
        "Court in Tegucigalpa frees river activists",
        "A court in Honduras acquitted five men on Monday who had spent two years in prison for"
        " blocking the road to an iron mine in the Guapinol valley.",
        "Judge Rosaura Pineda found that the witnesses for the mine had been paid. The"
        " prosecutor said that he would not appeal.",
        "Supporters carried the five on their shoulders to the bus station. The company,"
        " Inversiones Los Pinares, had no comment and left its telephone off the hook.",
    ),
    (
        "Tremor damages monastery in Bhutan",
        "THIMPHU, March 3 (Hillpost) - A tremor of magnitude 5.2 brought down the bell tower of"
        " the monastery of Lhuentse in eastern Bhutan before dawn on Tuesday, the home ministry"
        " said.",
        "Nobody was hurt, for the monks were at prayer in the lower hall. Murals of the 17th"
        " century show cracks as wide as a hand.",
        "Engineers from Guwahati were asked to look at two bridges on the road to Mongar, which"
        " is closed to lorries.",
    ),
    (
        "Paper mill on Saimaa to close",
        "HELSINKI - The last paper mill on the southern shore of lake Saimaa will stop its"
        " machines in September, its owner announced on Wednesday, and 440 people will lose"
        " their work.",
        "Wood from Karelia used to come by barge from across the border. Since 2022 it has come"
        " by lorry from the north and costs twice as much.",
        "The mayor of Joutseno, Satu Peltola, asked the government to pay for retraining. The"
        " union said that it would occupy the canteen.",
    ),
)  # fmt: skip
UPDATE = "On the following day officials confirmed the report and declined to add anything to it."


def original(number: int) -> dict[str, object]:
    """Return story `number` as the first house has it."""
    title, *paragraphs = STORIES[number % len(STORIES)]
    return {
        "id": f"original-{number}",
        "title": title,
        "text": "\n\n".join(paragraphs),
        "source": "first",
    }


def copy_of(number: int, kind: int = 0) -> dict[str, object]:
    """Return the story under another headline: as it is, cut down, or with an update."""
    title, *paragraphs = STORIES[number % len(STORIES)]
    told = (paragraphs, paragraphs[:2], [*paragraphs, UPDATE], [UPDATE, *paragraphs])[kind % 4]
    return {
        "id": f"copy-{number}-{kind}",
        "title": f"{title}, agencies report",
        "text": "\n\n".join(told),
        "source": f"house {kind}",
    }
