using Kif.Models;

namespace Kif.Tokenizers;

/// <summary>Collects tokens with their ids, and rejects invalid ones.</summary>
internal sealed class VocabularyBuilder
{
    private readonly Dictionary<int, string> _owners = [];

    /// <summary>The ids by token.</summary>
    public Dictionary<string, int> Ids { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="id">Its id.</param>
    /// <param name="where">File and field, for the error.</param>
    /// <exception cref="InvalidDataException">The id is out of range or taken, or the token is too long.</exception>
    public void Add(string token, int id, Func<string> where)
    {
        if (id is < 0 or >= VocabularyLimits.Ids)
        {
            throw new InvalidDataException($"{where()} is {id}; ids from 0 to {VocabularyLimits.Ids - 1} are allowed.");
        }

        CheckLength(token, where);
        if (!_owners.TryAdd(id, token) && _owners[id] != token)
        {
            throw new InvalidDataException($"{where()} is {id}, which is the id of \"{DisplayText.Of(_owners[id])}\" too; each token has an id of its own.");
        }

        Ids[token] = id;
    }

    /// <summary>Throws if a token is too long.</summary>
    public static void CheckLength(string token, Func<string> where)
    {
        if (token.Length > VocabularyLimits.TokenLength)
        {
            throw new InvalidDataException($"{where()}: a token of {token.Length} characters; at most {VocabularyLimits.TokenLength} are allowed.");
        }
    }
}

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
