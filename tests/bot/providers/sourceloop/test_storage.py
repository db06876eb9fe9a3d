"""`admin … storage set`: what each release is told, and what is refused before anything is sent."""

import httpx
import pytest

from bot.errors import Denied, ProviderError
from bot.providers.chores import MisuseError, Report
from bot.providers.sourceloop import SourceLoop
from tests.bot.providers.sourceloop.script import Connect, Server, says, wire

PUT = "PUT archives/storage-target"
KEYS = {"storage_access_key": "AK-1", "storage_secret_key": "SK-1"}
S3 = ("s3", "bucket=rec", "region=eu-west-1", "endpoint=https://s3.example", "fallback=none")
AZURE = ("azure", "accountName=acct", "domain=blob.example", "fallback=opentok")
TWILIO = ("twilio", "awsS3Url=https://b.s3.example/x", "bucket=b")


async def run(loop: SourceLoop, *said: str) -> Report:
    (chore,) = loop.chores
    assert chore.words == "storage set"
    assert len(said) <= len(chore.takes)
    return await chore.run(loop, said)


class TestRequest:
    @pytest.mark.parametrize(
        ("said", "name"),
        [(S3, "storage_s3_request"), (AZURE, "storage_azure_request"), (TWILIO, "storage_twilio_request")],
        ids=["s3", "azure", "twilio"],
    )
    async def test_is_the_one_that_was_accepted(
        self, said: tuple[str, ...], name: str, server: Server, loop: SourceLoop
    ) -> None:
        report = await run(loop, *said)

        assert server.calls() == [PUT]
        assert server.body() == wire(name)["body"]
        assert report.said == f"Recordings made from now on go to {said[0]}: {', '.join(said[1:])}"

    @pytest.mark.parametrize(
        ("said", "shape", "keys"),
        [
            (S3, "s3", {"accessKey": "AK-1", "secretKey": "SK-1"}),
            ((*AZURE, "container=box"), "azure", {"accountKey": "SK-1"}),
        ],
        ids=["s3", "azure"],
    )
    async def test_has_the_keys_in_it_before_3_1_0(
        self, said: tuple[str, ...], shape: str, keys: dict[str, str], server: Server, connect: Connect
    ) -> None:
        report = await run(connect(**KEYS), *said)

        documented = {name.rstrip("?") for name in wire("storage_before_3_1_0")["fields"][shape]}
        assert server.body().keys() == documented
        assert server.body().items() >= keys.items()
        assert not [key for key in keys.values() if key in report.said]


class TestMistake:
    @pytest.mark.parametrize(
        ("said", "why"),
        [
            (("gcs", "bucket=b"), "gcs is not a kind of storage here, which are s3, azure, twilio"),
            (("s3", "region=r", "fallback=none"), "bucket is missing"),
            (("s3", "bucket=b", "region=r"), "fallback is missing"),
            (("s3", "bucket=b", "region=r", "fallback=disk"), "fallback is not one of none, opentok"),
            (("s3", "bucket="), "bucket= is not one of"),
            (("s3", "bucket"), "bucket is not one of"),
            (("s3", "bucket=a", "bucket=b"), "each once"),
            (("s3", "colour=red"), r"colour=red is not one of bucket, region, fallback, \[endpoint\]"),
            (("s3", "secretKey=x"), "is a secret, and comes from the setting STORAGE_SECRET_KEY"),
            (("azure", "container=box"), "container=box is not one of"),
            (("twilio", "bucket=b"), "awsS3Url is missing"),
        ],
        ids=str,
    )
    async def test_is_found_before_anything_is_sent(
        self, said: tuple[str, ...], why: str, server: Server, loop: SourceLoop
    ) -> None:
        """The service would pass it on, and recordings would go nowhere."""
        with pytest.raises(MisuseError, match=why):
            await run(loop, *said)

        assert server.asked == []

    async def test_a_secret_is_not_repeated(self, loop: SourceLoop) -> None:
        with pytest.raises(MisuseError) as caught:
            await run(loop, "s3", "accessKey=AK-1")

        assert "AK-1" not in str(caught.value)

    async def test_a_key_that_is_not_set_is_named(self, server: Server, connect: Connect) -> None:
        with pytest.raises(MisuseError, match="STORAGE_ACCESS_KEY is missing"):
            await run(connect(storage_secret_key="SK-1"), *S3)

        assert server.asked == []

    async def test_twilio_came_after_the_releases_that_want_keys(self, connect: Connect) -> None:
        with pytest.raises(MisuseError, match="which are s3, azure;"):
            await run(connect(**KEYS), *TWILIO)


class TestTrouble:
    async def test_a_missing_right_is_named(self, server: Server, loop: SourceLoop) -> None:
        server.says(PUT, says("error_no_permission"))

        with pytest.raises(Denied, match="SetMeetingUploadTarget"):
            await run(loop, *S3)

    @pytest.mark.parametrize("answer", [says("error_inside"), httpx.ReadError("broken")], ids=["inside", "lost"])
    async def test_tells_no_key(self, answer: httpx.Response | Exception, server: Server, connect: Connect) -> None:
        server.says(PUT, answer)

        with pytest.raises(ProviderError) as caught:
            await run(connect(**KEYS), *S3)

        assert not [key for key in KEYS.values() if key in f"{caught.value!r}"]
