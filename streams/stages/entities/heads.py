"""The words that tell what a name of several words is: bodies, laws, events, sites.

Lists are of capitalised words at the end of a name unless said otherwise; an underscore is a
blank. General knowledge of English names, by the crisiswire team.
"""

import re

from streams.language.wordlist import words


def one_of(listing: frozenset[str]) -> str:
    """Return the alternatives of a regular expression, the longer first."""
    return "|".join(re.escape(word) for word in sorted(listing, key=lambda w: (-len(w), w)))


def last_words(*listings: frozenset[str]) -> frozenset[str]:
    """Return the last word of each name in the lists: a quick test before the slow one."""
    return frozenset(name.split()[-1] for listing in listings for name in listing)


PUBLIC = words("""
    Ministry Department Council Commission Committee Subcommittee Agency Authority Court Courts
    Tribunal Parliament Assembly Congress Senate Duma Chamber Cabinet Secretariat Directorate
    Bureau Office Service Services Administration Inspectorate Treasury Customs Registry
    Institution Institute Foundation Fund Trust Academy University College School Laboratory
    Laboratories Observatory Board Panel Presidency Mission Delegation Prosecution Prosecutor
    Intelligence Diplomacy Legislature Judiciary Consortium Programme Program Force Forces Army
    Navy Armada Guard Guards Police Gendarmerie Marines Corps Brigade Brigades Division Battalion
    Battalions Regiment Fleet Squadron Wing Command Legion Militia Rangers Commandos Staff
    Chiefs_of_Staff Task_Force Air_Force Coast_Guard Border_Guard Coastguard Party Union Front
    Movement Alliance League Coalition Federation Confederation Association Organisation
    Organization Network Group Groups Grouping Society Brotherhood Resistance Caucus Bloc
    Initiative Campaign Syndicate Cartel Church Patriarchate Synod Club Team Community Charity
    Bank Museum Embassy Consulate Operations Military_District District_Court
""")
BUSINESS = words("""
    Government Corporation Company Companies Limited Ltd Inc Corp LLC LLP PLC Plc plc GmbH AG SA
    JSC PJSC OJSC OAO OOO NV BV ASA Oyj SpA Bhd Pty Holding Holdings Industries Airline Airlines
    Airways Aviation Aerospace Aerostructures Motors Shipping Lines Shipyards Systems Dynamics
    Technology Technologies Electronics Telecom Telecoms Telecommunications Communications Energy
    Petroleum Oil Gas Steel Mining Minerals Metals Machinery Chemicals Pharmaceuticals Insurance
    Securities Capital Partners Analytics Consulting Trading Logistics Exchange Stock_Exchange
    Ventures Bancorp Brothers Sons Enterprise Enterprises Factory Foods Software Robotics
    Aero-Systems Semiconductor Semiconductors Studios Pictures Publishing Railway Railways
    Growers_Union Cooperative Times Post Journal Press News Radio Television TV Courier Herald
    Tribune Gazette Chronicle Shimbun Zeitung Daily Broadcasting Monitor Observer Telegraph Wire
    Newswire Agence Mail Mirror
""")
BODY = PUBLIC | BUSINESS
TAILS = words("Limited Ltd Company Corporation Inc Group Co LLC PLC plc International Holdings")
# Begin with their kind: "Ministry of Health", "Bureau of Democracy, Human Rights, and Labor".
KINDS_WITH_AND = words("""
    Ministry Department Bureau Office Committee Organisation Organization Directorate Institute
    Commission Agency Board Association Society Academy Council Secretariat Institution Conference
    Center Centre Group Federation Union Panel Trust Coalition Campaign Confederation Foundation
    Fund
""")
KINDS = words("""
    Bank University Parliament Party League Front Movement Alliance Court Chamber House Congress
    School Army Community Registry Command Brigade Authority College Faculty Exchange Museum
""")
# What may stand before such a kind: "National Council for the Safeguard of the Homeland".
RANKS = words("""
    National International Supreme High Higher Central Joint General Permanent Special State
    Federal Royal Presidential World Global European African Inter-American Arab Islamic Interim
    Democratic Popular Revolutionary Independent Constitutional Transitional Main United Military
    Public Foreign Regional Provincial Select Executive Standing Economic Political Peace
""")
_WORD = r"[A-ZÀ-Ž][\w&-]*(?:[’'](?!s\b)\w+)*"
_NO_TIME = (
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:January|February|March|April|May|June|July"
    r"|August|September|October|November|December)\b)"
)
KIND_FIRST = re.compile(
    rf"""(?:(?:{one_of(KINDS_WITH_AND)})\ (?:of|for|on|against)\ (?:the\ )?{_NO_TIME}{_WORD}
        (?:(?:,\ {_WORD}(?:\ {_WORD})?)+,?\ and\ {_WORD}
            |\ (?:and\ (?:the\ )?|of\ (?:the\ )?|for\ (?:the\ )?)?{_NO_TIME}{_WORD}){{0,6}}
    |(?:{one_of(KINDS)})\ (?:of|for)\ (?:the\ )?{_NO_TIME}{_WORD}
        (?:\ (?:of\ (?:the\ )?|for\ (?:the\ )?)?{_NO_TIME}{_WORD}){{0,5}})""",
    re.VERBOSE,
)
OF_OFFICE = re.compile(
    r"(?:Prosecutor|Attorney|Prosecutor General|Attorney General|State Prosecutor|President"
    r"|Prime Minister|Public Prosecutor|High Commissioner|Ombudsman|General Prosecutor)"
    r"[’']s Office\b"
)
OFFICES = words("Prosecutor Attorney State President Prime Public High Ombudsman General")
# "Sudan (Sanctions) (EU Exit) Regulations 2020": a British statutory instrument.
STATUTORY = re.compile(
    r"\b[A-Z][\w’'-]+(?:\ (?:of\ the|of|and|the|[A-Z][\w’'-]+))*(?:\ \([A-Z][\w\ ’'-]+\))+"
    r"(?:\ [A-Z]\w+)*\ (?:Act|Regulations|Order|Rules)(?:\ (?:19|20)\d\d)?"
)
STATUTORY_SIGNS = (") Act", ") Regulations", ") Order", ") Rules")
LAWS = words("""
    Act Treaty Convention Accord Accords Protocol Protocols Agreement Agreements Memorandum
    Constitution Statute Charter Regulations Ordinance Code Covenant Pact Bill Law Amendment
    Amendments Mechanism Final_Act Compact Principles Declaration Doctrine Acquis Rule
""")
EVENTS = words("""
    Summit Games Conference Massacre Uprising Revolution Revolt Rebellion Mutiny War Wars Olympics
    Paralympics Festival Cup Championship Championships Crisis Offensive Genocide Intifada Coup
    Putsch Earthquake Flood Floods Tsunami Pandemic Famine Marathon Grand_Prix Prix Expo Biennale
    Trophy Open Forum Dialogue Talks Accident Disaster Blockade Airlift Armistice Spring Protests
    Riots Referendum Election Elections Jubilee Anniversary Airshow Air_Show Eurovision Series Quiz
    Derby Week Meet Exhibition Fair Symposium Regatta Race Premier_League Champions_League Trials
""")
# Names by themselves, too: "until after Memorial Day".
DAYS = words("""
    Independence_Day Forces_Day Army_Day Victory_Day Navy_Day Revolution_Day Bastille_Day
    National_Day Labour_Day Remembrance_Day Liberation_Day Unity_Day Europe_Day Memorial_Day
    Martyrs_Day Republic_Day Constitution_Day Women's_Day Flag_Day Heroes_Day
""")
EVENT_FIRST = words("Battle Siege Operation Exercise Hurricane Typhoon Cyclone Storm Storming Fall")
# In small letters behind a name: "Tet offensive", "Karabakh war".
EVENT_NOUNS = (
    "massacre|genocide|uprising|famine|(?:civil )?war|crisis|summit|earthquake|tsunami|intifada"
    "|revolution|coup|offensive|airlift|hostage crisis|missile crisis|peace (?:talks|process)"
)
SITES = words("""
    Airport Port Harbour Harbor Airbase Air_Base Air_base Naval_Base Airfield Prison Plant Station
    Refinery Stadium Palace Hospital Bridge Crossing Square Mosque Cathedral Camp Dam Pipeline
    Barracks Street Avenue Road Boulevard Highway Motorway Expressway Lane Convention_Center
    Convention_Centre Conference_Center Conference_Centre Medical_Center Medical_Centre
    Detention_Center Detention_Centre Theatre Theater Opera Arena Market Bazaar Complex Garden
    Gardens Park Tower Towers Building Hall Gate Terminal Shipyard Cosmodrome Reactor Monastery
    Temple Shrine Castle Citadel Cemetery Memorial Monument Canal Tunnel Checkpoint Garrison
    Warehouse Mine Mines Lighthouse Barrage Reservoir Courthouse Penitentiary Facility Test_Site
    Spaceport House Mall Hotel Library Synagogue Basilica Bunker Base Fort
""")
SITE_FIRST = words("Port Camp Fort")
SITE_NOUNS = (
    r"(?:international )?airport|port|air ?base|naval base|military base|army base|airfield|prison"
    r"|nuclear (?:power )?plant|power plant|power station|refinery|stadium|hospital|bridge|railway"
    r" station|border crossing|mosque|refugee camp|dam|pipeline|shipyard|cosmodrome|steelworks"
    r"|detention cent(?:re|er)|barracks|cathedral|nuclear (?:site|facility|complex)|oil terminal"
)
SITE_NOUN_FIRST = words("""
    international airport port air airbase naval military army airfield prison nuclear power
    refinery stadium hospital bridge railway border mosque refugee dam pipeline shipyard cosmodrome
    steelworks detention barracks cathedral oil
""")
EVENT_NOUN_FIRST = words("""
    massacre genocide uprising famine civil war crisis summit earthquake tsunami intifada revolution
    coup offensive airlift hostage missile peace
""")
# "Minsk agreements", "Oslo accords": the place where they were made, or what they are on.
LAW_NOUNS = (
    r"(?:(?:peace|ceasefire|grain|border) )?(?:agreements?|accords?|treaty|protocols?|convention"
    r"|pact|memorandum|grain (?:deal|initiative))"
)
LAW_NOUN_FIRST = words("""
    peace ceasefire grain border agreement agreements accord accords treaty protocol protocols
    convention pact memorandum
""")
