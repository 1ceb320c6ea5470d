"""Words of office that stand beside names and are no part of them."""

from streams.language.wordlist import words

# Beside a listed name in what the recogniser took for one name: "UK Foreign", "Nato Allies".
HEADS = words("""
    State Foreign Secretary Minister President Allies Chief Defence Defense Prime Governments
    Commissioner Chancellor Ambassador Envoy Special Presidency Premier Officials Forces Troops
    Military Police Army Navy Deputy Vice Senior Representative Office Administration Regime of
    Leader Leaders General Interior Finance Former Acting Ministers Coalition
""")
TITLES = words(
    """President Prime Minister Premier Chancellor Foreign Secretary Defence Defense Interior
    Finance Minister of State General Gen Gen. Col Col. Colonel Lt Lt. Maj Maj. Major Admiral
    Adm. Captain Capt. Senator Sen. Sen Rep. Rep Gov. Gov Governor Ambassador Mr Mr. Mrs Mrs. Ms
    Ms. Dr Dr. Sir Lord Lady Vice Deputy Special Envoy Representative Commissioner Chief
    Chairman Chairwoman Judge Justice Sergeant Sgt. Spokesman Spokeswoman Spokesperson Prof.
    Professor Rev. Reverend Former Secretary-General Attorney Brig. Brigadier Commander Acting
    Assistant Undersecretary Mayor Speaker Congressman Congresswoman Director Counsellor
    Councillor Crown Comrade U.N. UN High Manager Striker Coach Midfielder Goalkeeper Defender
    Captain Skipper Referee Actor Actress Singer Author Analyst Economist Activist Lawyer
    Bishop Archbishop Imam Sheikh Ayatollah Rabbi Prince Princess Sultan Emir Ex-President
    Lieutenant Corporal Private Inspector Superintendent Constable Sheriff Prosecutor MP"""
)
