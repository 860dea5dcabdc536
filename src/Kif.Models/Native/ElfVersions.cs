using System.Buffers.Binary;

namespace Kif.Models.Native;

/// <summary>Makes version requirements of an ELF64 file (little-endian) optional.</summary>
internal static class ElfVersions
{
    private const ushort Weak = 2;
    private const int HiddenBit = 0x8000;

    /// <summary>
    /// Flags as weak each version of libstdc++ that only <paramref name="markers"/> need (undefined symbols that nothing calls), so that the
    /// system's loader only warns if it is missing.
    /// </summary>
    /// <param name="elf">The file's content; changed in place, one byte for each flagged version.</param>
    /// <param name="markers">The symbols' names.</param>
    /// <returns>The number of flagged versions; 0 if there is nothing to do.</returns>
    /// <exception cref="BadImageFormatException">The content is not a little-endian ELF64 file, or is damaged.</exception>
    internal static int Weaken(Span<byte> elf, IReadOnlySet<string> markers)
    {
        try
        {
            var file = new ElfTables(elf);
            return file.IsComplete ? Weaken(elf, file, VersionsOf(elf, file, markers)) : 0;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            throw new BadImageFormatException("the ELF file is damaged", e);
        }
    }

    /// <summary>Determines, for each version's index, whether only markers need it.</summary>
    private static Dictionary<int, bool> VersionsOf(ReadOnlySpan<byte> elf, ElfTables file, IReadOnlySet<string> markers)
    {
        const int symbolSize = 24;
        var result = new Dictionary<int, bool>();
        for (int i = 0; i < file.Symbols.Size / symbolSize; i++)
        {
            int symbol = file.Symbols.Offset + symbolSize * i;
            int version = ElfTables.U16(elf, file.SymbolVersions.Offset + 2 * i) & ~HiddenBit;
            bool undefined = ElfTables.U16(elf, symbol + 6) == 0;
            bool marker = undefined && markers.Contains(ElfTables.Text(elf, file.SymbolNames + ElfTables.Offset(elf, symbol)));
            result[version] = marker && result.GetValueOrDefault(version, true);
        }
        return result;
    }

    private static int Weaken(Span<byte> elf, ElfTables file, Dictionary<int, bool> onlyMarkers)
    {
        int flagged = 0, next;
        int need = file.Needs.Offset;
        do
        {
            bool library = ElfTables.Text(elf, file.NeedNames + ElfTables.Offset(elf, need + 4)).StartsWith("libstdc++.so", StringComparison.Ordinal);
            int version = need + ElfTables.Offset(elf, need + 8);
            for (int left = ElfTables.U16(elf, need + 2); library && left > 0; left--, version += ElfTables.Offset(elf, version + 12))
            {
                ushort flags = ElfTables.U16(elf, version + 4);
                int index = ElfTables.U16(elf, version + 6) & ~HiddenBit;
                if ((flags & Weak) != 0 || !onlyMarkers.GetValueOrDefault(index)) continue;
                BinaryPrimitives.WriteUInt16LittleEndian(elf[(version + 4)..], (ushort)(flags | Weak));
                flagged++;
            }
            next = ElfTables.Offset(elf, need + 12); // never negative: the walk goes forward and ends
            need += next;
        }
        while (next != 0);
        return flagged;
    }
}
