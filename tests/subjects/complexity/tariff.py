"""What it costs to send a parcel: a chain of rules that override each other."""


def price(parcel, sender, zones, season="normal"):
    zone = zones.get(parcel["country"])
    if zone is None:
        raise ValueError("we do not deliver there")
    weight = parcel["weight"]
    volume = parcel["length"] * parcel["width"] * parcel["height"] / 5000
    billed = max(weight, volume)
    if billed <= 0:
        raise ValueError("a parcel weighs something")
    if billed <= 1:
        total = 4.5
    elif billed <= 5:
        total = 6.9
    elif billed <= 20:
        total = 11.5 + (billed - 5) * 0.4
    elif parcel.get("freight"):
        total = 49 + (billed - 20) * 0.25
    else:
        raise ValueError("too heavy for a parcel")
    if zone == "island":
        total += 12 if billed > 5 else 7
    elif zone == "abroad":
        total *= 2.2 if parcel["country"] in ("NO", "CH", "GB") and parcel.get("customs") else 1.8
    if parcel.get("express"):
        if zone == "abroad" and billed > 20:
            raise ValueError("no express freight abroad")
        total = total * 1.5 if season != "christmas" else total * 2
    if parcel.get("fragile") and not parcel.get("insured"):
        total += 3
    if parcel.get("insured"):
        value = parcel.get("value", 0)
        total += 0 if value <= 50 else value * (0.02 if parcel.get("fragile") else 0.01)
    if sender.get("contract"):
        sent = sender.get("sent", 0)
        discount = 0.25 if sent > 10_000 else 0.15 if sent > 1_000 else 0.05 if sent > 100 else 0
        if season == "christmas" and discount > 0.15:
            discount = 0.15
        if not (parcel.get("express") and zone == "abroad"):
            total *= 1 - discount
    elif sender.get("student") and zone == "home" and billed <= 5:
        total -= 1
    return round(max(total, 3.9), 2)
