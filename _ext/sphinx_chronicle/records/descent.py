"""Who descends from whom, however far: sets of records as the bits of numbers, for all of them at once.

A walk for each record would take the square of their number; a bit for each record in a number for each record takes one step
for each relation, and a megabyte for 3,000 records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Generic, TypeVar

T = TypeVar('T')


class Some(Generic[T]):
    """Some of all things, in the order of these; how many they are takes no look at each.

    :param bits: which they are: bit `n` is the n-th of all.
    """

    def __init__(self, bits: int, everything: Sequence[T]) -> None:
        self._bits = bits
        self._everything = everything

    def __len__(self) -> int:
        return self._bits.bit_count()

    def __iter__(self) -> Iterator[T]:
        bits = self._bits
        while bits:
            lowest = bits & -bits
            yield self._everything[lowest.bit_length() - 1]
            bits ^= lowest


class Descent:
    """The ancestors and descendants of records; a record is never among its own, even in a circle.

    What descends from a part of a record has the ancestors of that part alone: of two models of one release the first may be
    made from another one than the second.

    :param parents: the names of what each record descends from directly: of records, which are their keys, and of parts. Its
        order is that in which kin are given.
    :param parts: the same for each part that is named or descends from something, by record and name.
    """

    def __init__(
        self, parents: Mapping[str, Iterable[str]], parts: Mapping[str, Mapping[str, Iterable[str]]] | None = None
    ) -> None:
        self._keys = [*parents]
        steps: dict[str, Iterable[str]] = {**parents}
        of: dict[str, str] = {}
        for key, found in (parts or {}).items():
            steps |= found
            of |= dict.fromkeys(found, key)
        self._names = [*steps]
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._parents = [[self._numbers[parent] for parent in dict.fromkeys(found)] for found in steps.values()]
        #: For each name the bit of its record, and for each record the numbers of its names.
        self._bits = [1 << self._numbers[of.get(name, name)] for name in self._names]
        self._parts = {key: [self._numbers[name] for name in found] for key, found in (parts or {}).items()}

    def ancestors(self, key: str) -> Some[str]:
        """Everything a record descends from."""
        return self._kin(self._ancestors, key, ())

    def descendants(self, key: str) -> Some[str]:
        """Everything that descends from a record."""
        return self._kin(self._descendants, key, self._parts.get(key, ()))

    def _kin(self, bits: Sequence[int], key: str, parts: Iterable[int]) -> Some[str]:
        number = self._numbers.get(key)
        if number is None:
            return Some(0, self._keys)
        found = bits[number]
        for part in parts:
            found |= bits[part]
        return Some(found & ~self._bits[number], self._keys)

    def parts_of(self, key: str) -> Iterator[str]:
        """Yield the names of the parts of a record that have steps of their own."""
        return (self._names[number] for number in self._parts.get(key, ()))

    def parts_from(self, ancestor: str, key: str) -> set[str]:
        """The names of those parts of a record that descend from another one."""
        bit = self._bits[self._numbers[ancestor]]
        return {self._names[number] for number in self._parts.get(key, ()) if self._ancestors[number] & bit}

    def of_ancestors(self, own: Mapping[str, int]) -> dict[str, int]:
        """For each record the union of the sets that its ancestors have, as bits.

        :param own: the sets of those records and parts that have one, by name.
        """
        found = self._united([own.get(name, 0) for name in self._names], self._parents, self._groups)
        return dict(zip(self._keys, found, strict=False))

    @cached_property
    def _ancestors(self) -> list[int]:
        return self._united(self._bits, self._parents, self._groups)

    @cached_property
    def _descendants(self) -> list[int]:
        children: list[list[int]] = [[] for _name in self._names]
        for number, parents in enumerate(self._parents):
            for parent in parents:
                children[parent].append(number)
        return self._united(self._bits, children, self._groups[::-1])

    @staticmethod
    def _united(own: Sequence[int], ahead: Sequence[Sequence[int]], groups: Sequence[Sequence[int]]) -> list[int]:
        """The union of the sets of all records ahead of each.

        :param ahead: the direct steps from each record.
        :param groups: the records, those of a circle together, so that steps out of a group lead to groups before it.
        """
        found = [0] * len(own)
        for group in groups:
            inside = set(group)
            outside = 0
            for number in group:
                for step in ahead[number]:
                    if step not in inside:
                        outside |= own[step] | found[step]
            # In a circle everybody is ahead of everybody else.
            before = outside
            for number in group:
                found[number] = before
                before |= own[number]
            after = 0
            for number in reversed(group):
                found[number] |= after
                after |= own[number]
        return found

    @cached_property
    def _groups(self) -> list[list[int]]:
        """The strongly connected components, each after those that it descends from.

        R. Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1 (1972), without recursion.
        """
        seen: dict[int, int] = {}
        lowest: dict[int, int] = {}
        open_: list[int] = []
        is_open = [False] * len(self._names)
        groups: list[list[int]] = []
        for start in range(len(self._names)):
            if start in seen:
                continue
            stack = [(start, iter(self._parents[start]))]
            seen[start] = lowest[start] = len(seen)
            open_.append(start)
            is_open[start] = True
            while stack:
                number, steps = stack[-1]
                for step in steps:
                    if step not in seen:
                        seen[step] = lowest[step] = len(seen)
                        open_.append(step)
                        is_open[step] = True
                        stack.append((step, iter(self._parents[step])))
                        break
                    if is_open[step]:
                        lowest[number] = min(lowest[number], seen[step])
                else:
                    stack.pop()
                    if stack:
                        around = stack[-1][0]
                        lowest[around] = min(lowest[around], lowest[number])
                    if lowest[number] == seen[number]:
                        group: list[int] = []
                        while not group or group[-1] != number:
                            group.append(open_.pop())
                            is_open[group[-1]] = False
                        groups.append(group)
        return groups
