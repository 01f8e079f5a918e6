"""256 short, distinct words, one per byte, for reading out a key. Reordering them would change every fingerprint."""

from __future__ import annotations

from typing import Final

_TEXT: Final = """
    acorn actor almond amber anchor apple april apron arrow aspen atlas autumn badge bagel bamboo banana
    banjo barley basil basket beach beacon beetle berry bicycle bishop blanket blossom bonnet bottle bridge
    bronze brush bucket buffalo butter button cabin cactus camel camera canal candle canoe canvas carbon
    carpet carrot castle cedar cello chalk cherry chess chimney circle citrus clock clover cobalt coconut
    coffee comet compass copper coral cotton cousin cradle crane crayon cricket crystal curtain daisy
    dancer desert diamond dolphin donkey dragon eagle echo eggplant elbow ember emerald engine falcon
    farmer feather fern fiddle finger flame flute forest fossil fountain galaxy garden garlic gazelle
    ginger giraffe glacier globe grape guitar hammer harbor harvest hazel hedge helmet heron honey horizon
    hotel igloo impala indigo island ivory jacket jaguar jasmine jelly jungle kayak kettle kitchen ladder
    lagoon lake lantern lemon leopard library lily linen lion lizard lotus magnet maize mango maple marble
    market meadow melon mirror monkey moon mosaic mountain museum mustard needle noodle north nutmeg oasis
    ocean olive onion opal orange orbit orchid otter owl oxygen paddle palace panda parrot peach peanut
    pearl pebble pencil pepper piano pillow pilot pine planet pocket pony potato pumpkin python quartz
    queen rabbit radio ranch raven ribbon rice river robin rocket ruby saddle safari sailor salmon sapphire
    scarf school shadow shell shepherd silk silver sisal snow sparrow spice spoon square stable stone storm
    sugar sunset tailor tiger timber tomato torch tower tractor trumpet tulip tunnel turtle umbrella valley
    vanilla velvet village violin walnut whale wheat willow window winter wolf yellow zebra zigzag
"""

WORDS: Final = tuple(_TEXT.split())
