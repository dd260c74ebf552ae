"""Who may do what with a document."""

ROLES = {"reader": {"read"}, "writer": {"read", "write"}, "owner": {"read", "write", "share", "delete"}}


def has_permission(user, action, document):
    if user is None or user.get("blocked"):
        return document.get("public", False) and action == "read" and user is None
    if user.get("admin"):
        return True
    role = document.get("roles", {}).get(user["name"])
    return role is not None and action in ROLES.get(role, ())


def authorize(user, action, document):
    if not has_permission(user, action, document):
        raise PermissionError(f"{action} is not allowed")
