"""Shapes of keys and tokens by which their providers make them known: the one table of them.

Each shape has a head of fixed width, which is looked for first, and a body. A head that stands inside
a longer word is none. Sources are the providers' own pages and the list of patterns that GitHub's
secret scanning supports (docs.github.com, "Supported secret scanning patterns"). Every pattern is
linear in the text: its quantifiers are bounded, and one is never nested in another.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["KEY_SHAPES", "PRIVATE_KEY_HEADER", "KeyShape", "ShapeMatch", "key_matches"]


class KeyShape(NamedTuple):
    """How the keys of one kind look."""

    rule: str
    """Name of the rule: ``github-token``."""
    marks: tuple[str, ...]
    """One of these is in every text that holds such a key: a cheap first look."""
    head: str
    """Pattern of fixed width that a key starts with."""
    body: str
    """Pattern of the rest; where it has a group, only that is secret."""
    before: str = "[0-9A-Za-z_]"
    """What may not stand before a key; empty where anything may."""


class ShapeMatch(NamedTuple):
    """A place that looks like a key."""

    rule: str
    start: int
    """Of what is secret."""
    body: int
    """Where what follows the head starts."""
    end: int


PRIVATE_KEY_HEADER = r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"

_WORD = "[0-9A-Za-z]"
_URL = "[0-9A-Za-z_-]"
_HEX = "[0-9a-f]"

KEY_SHAPES: tuple[KeyShape, ...] = (
    # -- language models
    KeyShape("anthropic-key", ("sk-ant-",), "sk-ant-", _URL + "{16,255}"),
    KeyShape("openrouter-key", ("sk-or-v",), "sk-or-v", r"\d-" + _WORD + "{32,255}"),
    KeyShape(
        "openai-key",
        ("sk-",),
        "sk-",
        rf"(?!ant-|or-v)(?:(?:proj|svcacct|admin|None)-)?(?={_URL}{{0,255}}[0-9]){_URL}{{16,255}}",
    ),
    KeyShape("google-key", ("AIza",), "AIza", _URL + "{30,60}"),
    KeyShape("google-oauth-secret", ("GOCSPX-",), "GOCSPX-", _URL + "{24,60}"),
    KeyShape("google-oauth-token", ("ya29.",), r"ya29\.", _URL + "{20,1024}"),
    KeyShape("hugging-face-token", ("hf_",), "hf_", _WORD + "{30,60}"),
    KeyShape("hugging-face-token", ("api_org_",), "api_org_", _WORD + "{30,60}"),
    KeyShape("groq-key", ("gsk_",), "gsk_", _WORD + "{40,80}"),
    KeyShape("xai-key", ("xai-",), "xai-", _WORD + "{60,120}"),
    KeyShape("perplexity-key", ("pplx-",), "pplx-", _WORD + "{40,80}"),
    KeyShape("replicate-token", ("r8_",), "r8_", _WORD + "{37,40}"),
    KeyShape("nvidia-key", ("nvapi-",), "nvapi-", _URL + "{40,120}"),
    KeyShape("langsmith-key", ("lsv2_",), "lsv2_", rf"(?:pt|sk)_{_HEX}{{32}}_{_HEX}{{10}}"),
    KeyShape("pinecone-key", ("pcsk_",), "pcsk_", "[0-9A-Za-z_]{40,120}"),
    # -- clouds and vaults
    KeyShape(
        "aws-access-key",
        ("AKIA", "ASIA", "ABIA", "ACCA"),
        "A(?:KI|SI|BI|CC)A",
        "[0-9A-Z]{16}(?![0-9A-Za-z_])",
    ),
    KeyShape("aws-bedrock-key", ("ABSK",), "ABSK", "[0-9A-Za-z+/]{100,270}={0,2}"),
    KeyShape(
        "azure-key",
        ("ccountKey=", "ccessKey="),
        "c(?:count|cess)Key=",
        "([0-9A-Za-z+/]{42,88}={0,2})",
        "",
    ),
    KeyShape(
        "azure-key",
        ("sig=",),
        "sig=",
        "([0-9A-Za-z%+/]{43,70}(?:={1,2}|%3[Dd]){1,2})",
    ),
    KeyShape("azure-key", ("Q~",), r"[0-9A-Za-z_~.-]{3}\dQ~", r"[0-9A-Za-z_~.-]{31,37}"),
    KeyShape("digitalocean-token", ("_v1_",), "do[opr]_v1_", _HEX + "{64}"),
    KeyShape("databricks-token", ("dapi",), "dapi", _HEX + r"{32}(?:-\d)?(?![0-9A-Za-z])"),
    KeyShape("vault-token", ("hvs.", "hvb.", "hvr."), r"hv[sbr]\.", _URL + "{24,500}"),
    KeyShape(
        "terraform-token", (".atlasv1.",), _WORD + r"{14}\.atlasv1\.", "[0-9A-Za-z_=-]{60,80}"
    ),
    KeyShape("heroku-key", ("HRKU-",), "HRKU-", _URL + "{30,80}"),
    KeyShape("cloudflare-key", ("v1.0-",), r"v1\.0-", rf"{_HEX}{{24}}-{_HEX}{{146}}"),
    KeyShape("alibaba-key", ("LTAI",), "LTAI", _WORD + "{17,24}(?![0-9A-Za-z_])"),
    KeyShape("pulumi-token", ("pul-",), "pul-", _HEX + "{40}"),
    KeyShape(
        "doppler-token", ("dp.",), r"dp\.", r"(?:pt|st|ct|sa|scim|audit)\." + _URL + "{40,60}"
    ),
    KeyShape(
        "fly-token", ("fm1", "fm2", "fo1"), "f(?:m[12]|o1)", "[ar]?_[0-9A-Za-z+/=_-]{40,1024}"
    ),
    KeyShape("planetscale-token", ("pscale_",), "pscale_", rf"(?:pw|tkn|oauth)_{_URL}{{32,64}}"),
    KeyShape("supabase-token", ("sbp_",), "sbp_", _HEX + "{40}"),
    KeyShape("netlify-token", ("nfp_",), "nfp_", _WORD + "{36,60}"),
    KeyShape("tailscale-key", ("tskey-",), "tskey-", rf"[a-z]{{3,8}}-{_URL}{{16,80}}"),
    KeyShape("1password-token", ("ops_eyJ",), "ops_eyJ", "[0-9A-Za-z+/=_-]{80,2048}"),
    # -- code hosts, package indexes, builds
    KeyShape(
        "github-token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), "gh[pousr]_", _WORD + "{20,255}"
    ),
    KeyShape("github-token", ("github_pat_",), "github_pat_", "[0-9A-Za-z_]{20,255}"),
    KeyShape(
        "gitlab-token",
        (*"glpat- glrt- gldt- glptt- glft- glsoat- glagent- glcbt- glimt- gloas- glffct-".split(),),
        "gl",
        rf"(?:pat|rt|dt|ptt|ft|soat|agent|cbt|imt|oas|ffct)-{_URL}{{16,255}}",
    ),
    KeyShape("npm-token", ("npm_",), "npm_", _WORD + "{30,60}"),
    KeyShape("pypi-token", ("pypi-",), "pypi-", _URL + "{40,512}"),
    KeyShape("rubygems-key", ("rubygems_",), "rubygems_", _HEX + "{48}"),
    KeyShape("docker-token", ("dckr_",), "dckr_", rf"[po]at_{_URL}{{20,60}}"),
    KeyShape("buildkite-token", ("bkua_",), "bkua_", _HEX + "{40}"),
    KeyShape("sonar-token", ("sqp_", "squ_", "sqa_"), "sq[pua]_", _HEX + "{40}"),
    KeyShape("sourcegraph-token", ("sgp_",), "sgp_", r"(?:[0-9A-Za-z]{5,16}_)?[0-9A-Fa-f]{40}"),
    KeyShape("jfrog-key", ("AKCp",), "AKCp", _WORD + "{60,80}"),
    KeyShape("atlassian-token", ("ATATT3", "ATCTT3"), "AT[AC]TT3", "[0-9A-Za-z_=-]{50,255}"),
    KeyShape(
        "1password-key",
        ("A3-",),
        "A3-",
        r"[0-9A-Z]{6}-(?:[0-9A-Z]{11}|[0-9A-Z]{6}-[0-9A-Z]{5})(?:-[0-9A-Z]{5}){3}",
    ),
    KeyShape("linear-key", ("lin_",), "lin_", rf"(?:api|oauth)_{_WORD}{{32,64}}"),
    KeyShape("postman-key", ("PMAK-",), "PMAK-", rf"{_HEX}{{24}}-{_HEX}{{34}}"),
    # -- messengers
    KeyShape(
        "slack-token", ("xox",), "xox[abeoprs]-", "(?=[0-9A-Za-z-]{0,255}[0-9])[0-9A-Za-z-]{10,255}"
    ),
    KeyShape("slack-token", ("xapp-",), "xapp-", r"\d-[0-9A-Z]{6,20}-\d{8,20}-[0-9a-z]{32,128}"),
    KeyShape(
        "slack-webhook",
        ("hooks.slack.com/",),
        r"hooks\.slack\.com/",
        rf"(?:services|workflows|triggers)/([0-9A-Z]{{6,16}}/[0-9A-Z]{{6,16}}/(?:\d{{10,24}}/)?{_WORD}{{20,64}})",
        "",
    ),
    KeyShape(
        "telegram-token", (":AA",), r"(?<!\d)\d{8}", rf"\d{{0,2}}:AA{_URL}{{33}}(?!{_URL})", ""
    ),
    KeyShape(
        "discord-token",
        ("M", "N", "O"),
        rf"[MNO]{_WORD}{{22}}",
        rf"{_URL}{{1,4}}\.{_URL}{{6}}\.{_URL}{{27,38}}(?!{_URL})",
    ),
    KeyShape(
        "discord-webhook",
        ("/api/webhooks/",),
        "/api/webhooks/",
        rf"\d{{10,20}}/({_URL}{{60,80}})",
        "",
    ),
    # -- payment, mail, shops
    KeyShape(
        "stripe-key",
        ("k_live_", "k_test_", "k_prod_"),
        "[rs]k_(?:live|test|prod)_",
        _WORD + "{10,255}",
    ),
    KeyShape("stripe-webhook-secret", ("whsec_",), "whsec_", "[0-9A-Za-z+/]{24,80}"),
    KeyShape("square-token", ("sq0",), "sq0", rf"(?:atp|csp|idp)-{_URL}{{22,43}}"),
    KeyShape("shopify-token", ("shp",), "shp", rf"(?:at|ca|pa|ss)_{_HEX}{{32}}"),
    KeyShape("sendgrid-key", ("SG.",), r"SG\.", rf"{_URL}{{16,32}}\.{_URL}{{32,64}}"),
    KeyShape("mailgun-key", ("key-",), "key-", _HEX + "{32}(?![0-9A-Za-z])"),
    KeyShape("mailchimp-key", ("-us",), _HEX + "{32}-us", r"\d{1,2}(?!\d)"),
    KeyShape(
        "twilio-key",
        ("AC",),
        rf"AC{_HEX}{{32}}",
        rf"""["'\s,:;=A-Za-z_]{{1,80}}?(?<![0-9a-f])({_HEX}{{32}})(?![0-9A-Za-z])""",
    ),
    KeyShape("twilio-key", ("SK",), "SK", _HEX + "{32}(?![0-9A-Za-z])"),
    # -- operations
    KeyShape("grafana-token", ("glsa_",), "glsa_", rf"{_WORD}{{32}}_{_HEX}{{8}}"),
    KeyShape("grafana-token", ("glc_",), "glc_", "[0-9A-Za-z+/]{32,400}={0,2}"),
    KeyShape("newrelic-key", ("NRAK-",), "NRAK-", "[0-9A-Z]{27}"),
    KeyShape("sentry-token", ("sntry",), "sntry[su]_", "[0-9A-Za-z+/=_-]{40,400}"),
    KeyShape("notion-token", ("ntn_",), "ntn_", _WORD + "{40,60}"),
    KeyShape("airtable-token", ("pat",), "pat", rf"{_WORD}{{14}}\.{_HEX}{{64}}"),
    KeyShape("figma-token", ("figd_",), "figd_", _URL + "{36,60}"),
    KeyShape("dropbox-token", ("sl.",), r"sl\.", _URL + "{80,1200}"),
    KeyShape("facebook-token", ("EAA",), "EAA", _WORD + "{80,400}"),
    KeyShape("age-key", ("AGE-SECRET-KEY-1",), "AGE-SECRET-KEY-1", "[0-9A-Z]{58}"),
    # RFC 7519 with the compact form of RFC 7515: three parts in base64url, the first an object.
    KeyShape(
        "web-token",
        ("eyJ",),
        "eyJ",
        rf"{_URL}{{10,4096}}+\.{_URL}{{4,4096}}+\.{_URL}{{4,4096}}+",
        _URL,
    ),
)


_RUN = re.compile(r"[0-9A-Za-z_+/=.:%~|-]{15,}")
"""Keys stand within such runs: most of a text is none, so the shapes are tried on these alone."""


def key_matches(text: str) -> Iterator[ShapeMatch]:
    """Every place in the text that has the shape of a key; places of different shapes may overlap."""
    starts: list[int] = []
    shifts: list[int] = []
    runs: list[str] = []
    length = 0
    for run in _RUN.finditer(text):
        starts.append(length)
        shifts.append(run.start() - length)
        runs.append(run.group())
        length += run.end() - run.start() + 1
    if not runs:
        return
    joined = "\n".join(runs)
    for shape in KEY_SHAPES:
        first, *others = shape.marks
        if first in joined or (others and any(mark in joined for mark in others)):
            for start, body, end in _matches(shape, joined):
                shift = shifts[bisect_right(starts, start) - 1]
                yield ShapeMatch(shape.rule, start + shift, body + shift, end + shift)


def _matches(shape: KeyShape, text: str) -> Iterator[tuple[int, int, int]]:
    before = f"(?<!{shape.before}{shape.head})" if shape.before else ""
    pattern = re.compile(f"{shape.head}{before}()(?:{shape.body})")  # kept by re itself
    for match in pattern.finditer(text):
        group = 2 if pattern.groups > 1 else 0
        yield match.start(group), match.start(group or 1), match.end(group)
