"""Python API of orders: the one entry point for other apps.

Nothing here returns a model instance or a queryset. ``data.py`` holds what it returns.
No permission is checked here: callers (views, tasks) do that.
"""

from django.core.paginator import Paginator as _Paginator
from django.db import transaction as _transaction

from .data import OrderData, OrderPage, OrderStatus
from .models import Order as _Order

__all__ = [
    "OrderNotFoundError",
    "OrderStatusError",
    "create_order",
    "delete_order",
    "get_order",
    "list_orders",
    "pay_order",
    "update_order",
]


class OrderNotFoundError(LookupError):
    """There is no such order."""


class OrderStatusError(ValueError):
    """The status of the order does not allow this."""


def _order_data(order: _Order) -> OrderData:
    return OrderData(
        id=order.pk,
        title=order.title,
        owner_id=order.owner_id,
        status=OrderStatus(order.status),
        created_at=order.created_at,
        updated_at=order.updated_at,
    )


def _lock_order(order_id: int) -> _Order:
    try:
        return _Order.objects.select_for_update().get(pk=order_id)
    except _Order.DoesNotExist as error:
        raise OrderNotFoundError(order_id) from error


@_transaction.atomic
def create_order(
    *,
    title: str,
    owner_id: int,
    status: OrderStatus = OrderStatus.OPEN,
) -> OrderData:
    """Create an order."""
    order = _Order(
        title=title,
        owner_id=owner_id,
        status=status.value,
    )
    order.full_clean()
    order.save()
    return _order_data(order)


def get_order(*, order_id: int) -> OrderData:
    """Return one order, or raise ``OrderNotFoundError``."""
    try:
        return _order_data(_Order.objects.get(pk=order_id))
    except _Order.DoesNotExist as error:
        raise OrderNotFoundError(order_id) from error


def list_orders(
    *,
    owner_id: int | None = None,
    page: int = 1,
    page_size: int = 20,
) -> OrderPage:
    """Return one page of orders, newest first."""
    found = _Order.objects.all()
    if owner_id is not None:
        found = found.filter(owner_id=owner_id)
    paginator = _Paginator(found, page_size)
    current = paginator.get_page(page)
    return OrderPage(
        items=tuple(_order_data(order) for order in current),
        count=paginator.count,
        number=current.number,
        num_pages=paginator.num_pages,
    )


@_transaction.atomic
def update_order(
    *,
    order_id: int,
    title: str,
    status: OrderStatus = OrderStatus.OPEN,
) -> OrderData:
    """Give an order new values, or raise ``OrderNotFoundError``."""
    order = _lock_order(order_id)
    order.title = title
    order.status = status.value
    order.full_clean()
    order.save()
    return _order_data(order)


@_transaction.atomic
def pay_order(*, order_id: int) -> OrderData:
    """Note that an open order was paid. Raises ``OrderStatusError`` where it is not open."""
    order = _lock_order(order_id)
    if order.status != OrderStatus.OPEN.value:
        raise OrderStatusError(order.status)
    order.status = OrderStatus.PAID.value
    order.save()
    return _order_data(order)


@_transaction.atomic
def delete_order(*, order_id: int) -> None:
    """Delete an order, or raise ``OrderNotFoundError``."""
    _lock_order(order_id).delete()
