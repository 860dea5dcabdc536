using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Kif.Pipeline.Tests.Plugins;

/// <summary>A copy of an assembly that says it was built against another version of something.</summary>
internal static class BuiltAgainst
{
    public static void Write(string from, string to, string reference, ushort major, ushort minor)
    {
        byte[] image = File.ReadAllBytes(from);
        using var file = new PEReader([.. image]);
        MetadataReader metadata = file.GetMetadataReader();
        AssemblyReferenceHandle handle = metadata.AssemblyReferences.Single(h => metadata.GetString(metadata.GetAssemblyReference(h).Name) == reference);
        // A row begins with four 16-bit numbers: major, minor, build, revision.
        int row = file.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.AssemblyRef)
            + (MetadataTokens.GetRowNumber(handle) - 1) * metadata.GetTableRowSize(TableIndex.AssemblyRef);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(row), major);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(row + 2), minor);
        File.WriteAllBytes(to, image);
    }
}
