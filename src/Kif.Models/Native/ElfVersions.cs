using System.Buffers.Binary;
using System.Text;

namespace Kif.Models;

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

/// <summary>The positions of an ELF64 file's dynamic symbols and version requirements.</summary>
internal sealed class ElfTables
{
    private const uint DynamicSymbols = 11, VersionNeeds = 0x6ffffffe, VersionsOfSymbols = 0x6fffffff;
    private const int HeaderSize = 64, SectionSize = 64;

    /// <summary>Reads the section headers.</summary>
    /// <exception cref="BadImageFormatException">It is not a little-endian ELF64 file.</exception>
    /// <exception cref="ArgumentException">A header is outside the file.</exception>
    /// <exception cref="OverflowException">An offset is beyond 2 GiB.</exception>
    internal ElfTables(ReadOnlySpan<byte> elf)
    {
        if (elf.Length < HeaderSize || !elf[..6].SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            throw new BadImageFormatException("not a little-endian ELF64 file");
        }
        SectionHeader[] sections = Sections(elf);
        int symbols = Array.FindIndex(sections, s => s.Type == DynamicSymbols);
        int versions = Array.FindIndex(sections, s => s.Type == VersionsOfSymbols);
        int needs = Array.FindIndex(sections, s => s.Type == VersionNeeds);
        if (symbols < 0 || versions < 0 || needs < 0) return;
        (Symbols, SymbolVersions, Needs) = (sections[symbols], sections[versions], sections[needs]);
        SymbolNames = sections[Symbols.Link].Offset;
        NeedNames = sections[Needs.Link].Offset;
        IsComplete = true;
    }

    /// <summary>One section; <see cref="Link"/> is the index of the section with its names.</summary>
    internal readonly record struct SectionHeader(uint Type, int Offset, int Size, int Link);

    /// <summary>Whether the file has versioned dynamic symbols; if not, the other properties are meaningless.</summary>
    internal bool IsComplete { get; }

    internal SectionHeader Symbols { get; }

    internal SectionHeader SymbolVersions { get; }

    internal SectionHeader Needs { get; }

    /// <summary>The position of the symbols' names.</summary>
    internal int SymbolNames { get; }

    /// <summary>The position of the names of the needed libraries and versions.</summary>
    internal int NeedNames { get; }

    internal static ushort U16(ReadOnlySpan<byte> b, int at) => BinaryPrimitives.ReadUInt16LittleEndian(b[at..]);

    /// <summary>Reads a 32-bit offset; never negative.</summary>
    internal static int Offset(ReadOnlySpan<byte> b, int at) => checked((int)BinaryPrimitives.ReadUInt32LittleEndian(b[at..]));

    /// <summary>Reads the text up to the next zero byte.</summary>
    internal static string Text(ReadOnlySpan<byte> b, int at) => Encoding.ASCII.GetString(b[at..][..b[at..].IndexOf((byte)0)]);

    private static SectionHeader[] Sections(ReadOnlySpan<byte> elf)
    {
        int at = LongOffset(elf, 0x28), size = U16(elf, 0x3A);
        var result = new SectionHeader[U16(elf, 0x3C)];
        for (int i = 0; i < result.Length; i++)
        {
            ReadOnlySpan<byte> s = elf.Slice(at + i * size, SectionSize);
            result[i] = new(BinaryPrimitives.ReadUInt32LittleEndian(s[4..]), LongOffset(s, 24), LongOffset(s, 32), Offset(s, 40));
        }
        return result;
    }

    private static int LongOffset(ReadOnlySpan<byte> b, int at) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(b[at..]));
}
