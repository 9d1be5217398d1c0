# For gdb: the kernel's symbols, breakpoints by C# name, backtraces with C# names.
#
#   gdb -x build/gdb.py                   then: target remote 127.0.0.1:1234
#   (gdb) vbreak Vela.Kernel.KernelMain.Main
#   (gdb) vbreak AddressSpace.Handle      any part of the name that ends with the method will do
#   (gdb) bt

import os
import re

import gdb
from gdb.FrameDecorator import FrameDecorator

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Vela_Kernel_Vela_Kernel_KernelMain__Main: assembly, type with namespace, method. A room's assembly and namespace are the same.
METHOD = re.compile(r"^(Vela(?:_[A-Za-z0-9]+)+?)_(\1_.+?)__(.+)$")
LIBRARY = re.compile(r"^S_P_CoreLib_(.+?)__(.+)$")


def readable(symbol):
    """The C# name of a compiled method, as near as its symbol tells: '_' in it may have been any sign."""
    match = METHOD.match(symbol)
    if match:
        return match.group(2).replace("_", ".") + "." + match.group(3)
    match = LIBRARY.match(symbol)
    if match:
        return match.group(1).replace("_", ".") + "." + match.group(2)
    return symbol


class BreakByName(gdb.Command):
    """vbreak NAME: breaks at every C# method whose name is NAME or ends with it (Type.Method)."""

    def __init__(self):
        super().__init__("vbreak", gdb.COMMAND_BREAKPOINTS)

    def invoke(self, argument, from_tty):
        parts = argument.strip().rsplit(".", 1)
        if len(parts) != 2:
            raise gdb.GdbError("vbreak wants Type.Method, with as much of the namespace as you like")
        wanted = parts[0].replace(".", "_") + "__" + parts[1]
        pattern = r"(^|_)" + re.escape(wanted) + r"(_[0-9]+)?$"
        listing = gdb.execute("info functions -n " + re.escape(wanted), to_string=True).partition("\n")[2]
        symbols = sorted(set(re.findall(r"\b(\w+__\w+)(?:\(|$)", listing, re.MULTILINE)))
        symbols = [symbol for symbol in symbols if re.search(pattern, symbol)]
        if not symbols:
            raise gdb.GdbError("no compiled method is called " + argument + " (it may be inlined, or not used)")
        for symbol in symbols:
            gdb.Breakpoint(symbol)


class CSharpFrame(FrameDecorator):
    def function(self):
        name = super().function()
        return readable(name) if isinstance(name, str) else name


class CSharpNames:
    """A frame filter: backtraces show C# names."""

    def __init__(self):
        self.name = "vela"
        self.priority = 100
        self.enabled = True
        gdb.frame_filters[self.name] = self

    def filter(self, frames):
        return (CSharpFrame(frame) for frame in frames)


gdb.execute("set pagination off")
gdb.execute("set confirm off")
gdb.execute("set print frame-arguments none")
gdb.execute("file " + os.path.join(ROOT, "out", "vela.debug.elf"))
BreakByName()
CSharpNames()
