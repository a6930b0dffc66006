"""A round of stock, or a comparison, in a process of its own, so that its memory is its own too."""

from __future__ import annotations

import time
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import django
from gauges import peak_memory_of

from kontera.processes import prepare

if TYPE_CHECKING:
    from kontera.config.environment import Environment


def round_of(env: Environment, shop: str) -> dict[str, Any]:
    """Changes written, CPU and wall seconds of the round, and the peak of the process, imports included."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_round, (env, shop))


def comparison_of(env: Environment, shop: str) -> dict[str, Any]:
    """Vouchers compared, CPU and wall seconds of the nightly comparison, and the peak of the process."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_comparison, (env, shop))


def _comparison(env: Environment, shop: str) -> dict[str, Any]:
    prepare(env)
    django.setup()
    from kontera import wiring  # noqa: PLC0415 - Django is set up by now
    from kontera.shops import across  # noqa: PLC0415
    from kontera.sync.reconcile import reconcile_now  # noqa: PLC0415

    handle = across.handle_by_key(shop)
    if handle is None:
        raise LookupError(shop)
    ends = wiring.install(env)
    cpu, started, idle = time.process_time(), time.perf_counter(), peak_memory_of("self")
    years = reconcile_now(handle, ends)
    return {
        "compared": sum(one.compared for one in years),
        "equal": sum(one.equal for one in years),
        "CPU s": round(time.process_time() - cpu, 2),
        "seconds": round(time.perf_counter() - started, 2),
        "peak MB": round(peak_memory_of("self"), 1),
        "of which the comparison": round(peak_memory_of("self") - idle, 1),
    }


def _round(env: Environment, shop: str) -> dict[str, Any]:
    prepare(env)
    django.setup()
    from kontera import wiring  # noqa: PLC0415 - Django is set up by now
    from kontera.shops import across  # noqa: PLC0415
    from kontera.sync.stock import carry_stock  # noqa: PLC0415

    handle = across.handle_by_key(shop)
    if handle is None:
        raise LookupError(shop)
    cpu, started, idle = time.process_time(), time.perf_counter(), peak_memory_of("self")
    items = carry_stock(handle, wiring.install(env), is_dry=False)
    return {
        "changes": sum(one.is_done for one in items),
        "CPU s": round(time.process_time() - cpu, 2),
        "seconds": round(time.perf_counter() - started, 2),
        "peak MB": round(peak_memory_of("self"), 1),
        "of which the round": round(peak_memory_of("self") - idle, 1),
    }
