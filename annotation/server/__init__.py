"""A Label Studio of one's own: its environment, its accounts, and the process that runs on loopback."""

from wirecopy.annotation.server.accounts import Account, Accounts
from wirecopy.annotation.server.environment import VERSION, server_environment
from wirecopy.annotation.server.process import Server, default_folder
from wirecopy.annotation.server.serve import serve

__all__ = ["VERSION", "Account", "Accounts", "Server", "default_folder", "serve", "server_environment"]
