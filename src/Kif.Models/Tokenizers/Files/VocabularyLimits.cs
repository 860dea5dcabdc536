using Kif.Models.Files;

namespace Kif.Models.Tokenizers;

/// <summary>The size limits of tokenizer files: far above every published one, far below the memory of a machine.</summary>
internal static class VocabularyLimits
{
    /// <summary>The exclusive upper bound of ids.</summary>
    public const int Ids = 1 << 22;

    /// <summary>The maximum number of merges.</summary>
    public const int Merges = 1 << 24;

    /// <summary>The maximum number of UTF-16 units in a token.</summary>
    public const int TokenLength = 1 << 12;

    /// <summary>The maximum number of bytes in a file.</summary>
    public const long FileBytes = 1L << 28;

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="InvalidDataException">It is too large.</exception>
    public static byte[] Bytes(string path) => RegularFile.ReadAll(path, FileBytes);
}
