using Kif.Models.Files;

namespace Kif.Models.Tokenizers;

/// <summary>How large the files of a tokenizer may be: far above every published one, far below what a machine cannot hold.</summary>
internal static class VocabularyLimits
{
    /// <summary>Ids lie below this.</summary>
    public const int Ids = 1 << 22;

    /// <summary>There are at most so many merges.</summary>
    public const int Merges = 1 << 24;

    /// <summary>A token has at most so many UTF-16 units.</summary>
    public const int TokenLength = 1 << 12;

    /// <summary>A file has at most so many bytes.</summary>
    public const long FileBytes = 1L << 28;

    /// <summary>The bytes of a file, unless it is too large.</summary>
    /// <exception cref="InvalidDataException">It is too large.</exception>
    public static byte[] Bytes(string path) => RegularFile.ReadAll(path, FileBytes);
}
