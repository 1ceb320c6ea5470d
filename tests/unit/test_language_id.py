"""English is taken, however short, shouted or full of names; other languages are refused."""

from pathlib import Path

import pytest

from streams.stages.language_id import identify, is_english

# The same news in other languages, and headlines made of names.
OTHER = {
    "de": "Die Außenminister haben am Freitag in Genf über eine Waffenruhe im Sudan beraten.",
    "fr": "Les ministres se sont réunis vendredi à Genève pour discuter d'une trêve.",
    "es": "Los ministros se reunieron el viernes en Ginebra para hablar de una tregua en Sudán.",
    "it": "I ministri si sono riuniti venerdì a Ginevra per discutere di una tregua in Sudan.",
    "pt": "Os ministros reuniram-se na sexta-feira em Genebra para discutir uma trégua no Sudão.",
    "nl": "De ministers kwamen vrijdag in Genève bijeen om over een wapenstilstand te praten.",
    "sv": "Ministrarna möttes i Genève på fredagen för att diskutera ett eldupphör i Sudan.",
    "da": "Ministrene mødtes fredag i Genève for at drøfte en våbenhvile i Sudan.",
    "nb": "Ministrene møttes i Genève fredag for å diskutere en våpenhvile i Sudan.",
    "fi": "Ministerit kokoontuivat perjantaina Geneveen keskustelemaan Sudanin tulitauosta.",
    "et": "Ministrid kohtusid reedel Genfis, et arutada relvarahu Sudaanis.",
    "lt": "Ministrai penktadienį susitiko Ženevoje aptarti paliaubų Sudane.",
    "pl": "Ministrowie spotkali się w piątek w Genewie, aby omówić zawieszenie broni w Sudanie.",
    "cs": "Ministři se v pátek sešli v Ženevě, aby projednali příměří v Súdánu.",
    "hr": "Ministri su se u petak sastali u Ženevi kako bi razgovarali o primirju u Sudanu.",
    "sq": "Ministrat u takuan të premten në Gjenevë për të diskutuar një armëpushim në Sudan.",
    "ro": "Miniștrii s-au întâlnit vineri la Geneva pentru a discuta un armistițiu în Sudan.",
    "hu": "A miniszterek pénteken Genfben találkoztak, hogy a szudáni tűzszünetről tárgyaljanak.",
    "tr": "Bakanlar Sudan'daki ateşkesi görüşmek üzere cuma günü Cenevre'de bir araya geldi.",
    "id": "Para menteri bertemu di Jenewa pada hari Jumat untuk membahas gencatan senjata.",
    "tl": "Nagpulong ang mga ministro sa Geneva noong Biyernes tungkol sa tigil-putukan.",
    "sw": "Mawaziri walikutana Ijumaa mjini Geneva kujadili usitishaji mapigano nchini Sudan.",
    "so": "Wasiirradu waxay Jimcihii ku kulmeen Geneva si ay uga hadlaan xabbad joojin.",
    "vi": "Các bộ trưởng đã gặp nhau hôm thứ Sáu tại Geneva để thảo luận về ngừng bắn.",
    "ca": "Els ministres es van reunir divendres a Ginebra per parlar d'una treva al Sudan.",
    "af": "Die ministers het Vrydag in Genève vergader om 'n skietstilstand te bespreek.",
    "ru": "Министры встретились в пятницу в Женеве, чтобы обсудить перемирие в Судане.",
    "uk": "Міністри зустрілися у п'ятницю в Женеві, щоб обговорити перемир'я в Судані.",
    "bg": "Министрите се срещнаха в петък в Женева, за да обсъдят примирие в Судан.",
    "sr": "Министри су се у петак састали у Женеви да разговарају о примирју у Судану.",
    "el": "Οι υπουργοί συναντήθηκαν την Παρασκευή στη Γενεύη για την εκεχειρία στο Σουδάν.",
    "ar": "اجتمع الوزراء يوم الجمعة في جنيف لمناقشة وقف إطلاق النار في السودان.",
    "fa": "وزیران روز جمعه در ژنو درباره آتش‌بس در سودان گفتگو کردند.",
    "he": "השרים נפגשו ביום שישי בז'נבה כדי לדון בהפסקת אש בסודאן.",
    "hi": "मंत्रियों ने शुक्रवार को जिनेवा में सूडान में युद्धविराम पर चर्चा की।",
    "zh": "部长们周五在日内瓦会面，讨论苏丹停火问题。",
    "ja": "閣僚らは金曜日にジュネーブで会談し、スーダンの停戦を協議した。",
    "ko": "장관들은 금요일 제네바에서 만나 수단 휴전을 논의했다.",
    "headline de": "Macron trifft Scholz in Berlin",
    "headline es": "Maduro amenaza a Guyana",
    "headline fr": "Tshisekedi rencontre Kagame à Luanda",
    "headline nl": "Rutte praat met Erdogan over Zweden",
}
# Near to English, mixed with it, in its letters, or short.
NEAR = dict(
    line.split("\t")
    for line in (Path(__file__).parent / "near_languages.txt").read_text("utf-8").splitlines()
)
ENGLISH = (
    "Kyiv: 12 dead.",
    "Hamas, Fatah sign deal in Beijing",
    "Macron, Merz, Starmer, Tusk in Kyiv",
    "Xi to Putin: no",
    "Gaza truce holds",
    "Houthis hit tanker",
    "Abdel Fattah al-Burhan, Mohamed Hamdan Dagalo to meet in Jeddah",
    "Volodymyr Zelenskyy and Ursula von der Leyen in Strasbourg",
    "Sheikh Tamim bin Hamad Al Thani receives Mohammed bin Salman",
    "Nguyen Phu Trong, To Lam, Pham Minh Chinh: who is who in Hanoi",
    "Bundestag passes Heizungsgesetz",
    "Ndayishimiye, Kagame, Tshisekedi and Lourenço in Luanda",
    "Rosneft, Lukoil, Gazprom Neft, Surgutneftegas",
    "EU lists Rosneft, Lukoil",
    "UNSC 1701",
    "OFAC: Garantex, Grinex, A7A5 designated",
    "IDF: 3 killed",
    "Sri Lanka: Wickremesinghe bailed",
    "Sudan's al-Fashir falls to RSF",
    "BREAKING: Nasrallah dead, Hezbollah confirms",
    "PAKISTAN, INDIA TRADE FIRE ALONG LOC",
    "Fiji PM Rabuka, Samoa's Fiame at odds over Taiwan",
    "Jokowi's son sworn in",
    "Die Linke and BSW reject the budget, Die Zeit reports",
    "Les Républicains oust Ciotti",
    "The loya jirga in Kabul ended without a vote.",
    "Ang San Suu Kyi moved to house arrest, junta says",
    "Al-Jazeera ban upheld",
    "Oromo Liberation Army, Fano clash in Amhara",
    "We sent the troops because they asked for them, na so e be, the general said with a laugh.",
    "Q: Will you resign? A: No.",
    "Putin: 'Nyet'",
    "Erdogan slams Netanyahu, calls Gaza 'genocide'",
    "Aujourd'hui, said Macron, is the day; the treaty was signed at noon and the flags went up.",
    "Mwai Kibaki, Raila Odinga, Kalonzo Musyoka, Uhuru Kenyatta, William Ruto",
    "Lt Gen Asim Munir promoted field marshal",
    "Ministers met in Geneva on Friday to discuss a truce in Sudan.",
    "NATO WARNS RUSSIA OVER UKRAINE BUILD-UP",
    "PENTAGON: TWO B-52S OVER KOREA",
    "Putin, Lavrov, Shoigu meet Xi Jinping, Wang Yi in Beijing",
    "Ouagadougou: junta expels French ambassador Luc Hallade",
    "Lula da Silva, Boric, Petro condemn Ortega",
    "Israel strikes Rafah, Khan Younis, Deir al-Balah",
    "Al-Shabaab attack kills 12 in Mogadishu",
    "Zelenskyy: Avdiivka holds",
    "Tshisekedi slams Kagame",
    "Sanctions bite.",
    "Ceasefire",
    "Talks in Doha stall",
    "Wagner fighters leave Bakhmut",
    "Hungary vetoes EU aid",
    "Min Aung Hlaing, Soe Win, Tin Aung San and Maung Maung Kyaw were listed.",
    "Two U.S. soldiers received minor injuries.",
    "Santo Domingo mulls sealing border if Port-au-Prince falls",
    "The Bundesrat, the Assemblée nationale and the Cortes Generales ratified the treaty.",
    "For the side Malian there is not possibility of to return to the table before spring.",
)


@pytest.mark.parametrize("language", OTHER)
def test_other_languages_are_refused(language: str) -> None:
    assert identify(OTHER[language]).language != "en"


@pytest.mark.parametrize("language", NEAR)
def test_near_and_mixed_languages_are_refused(language: str) -> None:
    assert identify(NEAR[language]).language != "en"


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_taken(text: str) -> None:
    assert is_english(text)


def test_a_long_article_in_another_language_with_an_english_headline_is_refused() -> None:
    article = "Ceasefire talks resume\n\n" + " ".join([OTHER["id"]] * 40)
    assert not is_english(article)


@pytest.mark.parametrize("text", ["", " ", "12:30 - 4,500", "…"])
def test_what_holds_no_words_is_no_english(text: str) -> None:
    assert not is_english(text)
