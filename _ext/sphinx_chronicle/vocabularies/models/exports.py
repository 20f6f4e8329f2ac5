"""Datasets for search engines: `Dataset` of schema.org.

The `creator` of a `Dataset` is the account that holds it on Hugging Face.
"""

from __future__ import annotations

from typing import Any

from ...exports.corpus import Exported
from ...exports.jsonld import Site, catalog_data, known, thing
from .kinds import DATASET_HF, DATASET_LICENSE, DATASET_TYPE, HF_DATASETS, LANGUAGES


def dataset(item: Exported, site: Site) -> dict[str, Any]:
    """A dataset, or a collection of datasets."""
    record = item.record
    hf = record.get(DATASET_HF)
    # An entry of the catalog is not the data: the repository that holds them is the same thing.
    repository = f'{HF_DATASETS}{hf}' if hf and record.get(DATASET_TYPE) != 'collection' else ''
    catalog = site.catalog(record.kind)
    return thing(
        'Dataset',
        item,
        site.registry,
        sameAs=repository,
        creator=_account(hf) if repository and hf else {},
        license=[address for one in record.get(DATASET_LICENSE) if (address := site.address_of(DATASET_LICENSE, one))],
        inLanguage=list(record.get(LANGUAGES)),
        includedInDataCatalog=catalog_data(catalog) if catalog else {},
    )


def _account(hf: str) -> dict[str, Any]:
    """Who holds a repository of Hugging Face; a collection may hold what others made."""
    name, _, _ = hf.partition('/')
    return {'@type': 'Organization', **known(name=name, url=f'https://huggingface.co/{name}')}
