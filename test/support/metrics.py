"""The text of /metrics, read as Prometheus would."""

from collections.abc import Iterator

from prometheus_client.parser import text_string_to_metric_families

# A name, and the labels with their values.
Key = tuple[str, frozenset[tuple[str, str]]]


class Samples:
    """The samples of a text; ``samples("name", label="value")`` is one, or 0."""

    def __init__(self, text: str) -> None:
        self._values: dict[Key, float] = {}
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                key = (sample.name, frozenset(sample.labels.items()))
                assert key not in self._values, f"{key} is there twice"
                self._values[key] = sample.value

    def __call__(self, name: str, **labels: str) -> float:
        """Return the value of the sample with exactly these labels."""
        return self.value((name, frozenset(labels.items())))

    def __len__(self) -> int:
        return len(self._values)

    def of(self, name: str) -> Iterator[tuple[dict[str, str], float]]:
        """Yield labels and value of all samples of a name."""
        for (found, labels), value in self._values.items():
            if found == name:
                yield dict(labels), value

    def total(self, name: str) -> float:
        """Return the sum of all samples of a name."""
        return sum(value for _, value in self.of(name))

    def value(self, key: Key) -> float:
        """Return the value of one sample, or 0."""
        return self._values.get(key, 0.0)

    def counters(self) -> Iterator[tuple[Key, float]]:
        """Yield all that must never go back."""
        for key, value in self._values.items():
            if key[0].endswith(("_total", "_count", "_sum", "_bucket")):
                yield key, value


def went_back(before: Samples, after: Samples) -> list[Key]:
    """Return the counters that were higher before."""
    return [key for key, value in before.counters() if after.value(key) < value]
