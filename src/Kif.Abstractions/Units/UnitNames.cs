using System.Collections;
using System.Security.Cryptography;
using System.Text;

namespace Kif;

/// <summary>The names of skill units in order, with a short key for comparing two such lists; created on demand where every element is a unit.</summary>
public sealed class UnitNames : IReadOnlyList<string>
{
    private readonly IReadOnlyList<string> names;
    private string? key;

    internal UnitNames(IReadOnlyList<string> names, string? key) => (this.names, this.key) = (names, key);

    /// <inheritdoc/>
    public int Count => names.Count;

    /// <summary>The key that only equal lists share: 16 hexadecimal digits, or the space's fingerprint where every element is a unit.</summary>
    public string Key => key ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names))))[..16];

    /// <inheritdoc/>
    public string this[int index] => names[index];

    /// <summary>Converts names to such a list; returns the same one if it already is.</summary>
    public static UnitNames Of(IEnumerable<string> names) => names as UnitNames ?? new([.. names], null);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => names.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
