"""Proxies come from the environment, and nothing else does."""

import pytest

from bot.proxies import proxy_for

PROXY = "http://proxy:3128"


@pytest.mark.parametrize(
    ("environment", "url", "expected"),
    [
        ({"https_proxy": PROXY}, "https://slack.test/api/", PROXY),
        ({"https_proxy": PROXY}, "wss://wss.slack.test/link/?ticket=1", PROXY),
        ({"https_proxy": PROXY}, "http://slack.test/api/", None),
        ({"http_proxy": PROXY}, "http://slack.test/api/", PROXY),
        ({"https_proxy": PROXY, "no_proxy": "wss.slack.test"}, "wss://wss.slack.test/link/?ticket=1", None),
        ({"https_proxy": PROXY, "no_proxy": "*"}, "https://slack.test/api/", None),
        ({}, "https://slack.test/api/", None),
    ],
)
def test_the_proxy_is_the_one_for_the_address(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], url: str, expected: str | None
) -> None:
    for name in ("https_proxy", "http_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert proxy_for(url) == expected
