"""Words and numbers near a name that speak for or against its being listed."""

import re

from streams.language.wordlist import words

SHIPS = words(
    """tanker ship vessel freighter yacht superyacht carrier trawler cargo boat imo bulker"""
)
PLANES = words(
    """aircraft plane planes jet jets airliner airliners airplane aeroplane helicopter airbus boeing
    antonov ilyushin tupolev gulfstream cessna embraer bombardier registration registered tail"""
)
# The International Maritime Organization's number of a hull, which stays when the name changes.
IMO_NUMBER = re.compile(r"\bIMO\b(?:[ -](?:[Nn]umber|[Nn]o\.?))?[ :#-]*(\d{7})\b")
BEHIND_NAME = re.compile(r"[ ,;(]{0,3}")
SANCTIONS_WORDS = words(
    """sanction sanctions sanctioned sanctioning designate designates designated blacklist
    blacklisted terrorist terrorists oligarch oligarchs freeze frozen ofac"""
)
SANCTIONING = words("designate designates designated sanction sanctions sanctioned blacklisted")
DAYS = words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december"""
)
