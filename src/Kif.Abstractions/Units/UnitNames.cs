using System.Collections;
using System.Security.Cryptography;
using System.Text;

namespace Kif;

/// <summary>The names of skill units in order, with a short key by which two such lists are compared; made on demand where every entry is a unit.</summary>
public sealed class UnitNames : IReadOnlyList<string>
{
    private readonly IReadOnlyList<string> names;
    private string? key;

    internal UnitNames(IReadOnlyList<string> names, string? key) => (this.names, this.key) = (names, key);

    /// <inheritdoc/>
    public int Count => names.Count;

    /// <summary>16 hexadecimal digits (or those of the space, where every entry is a unit) that equal lists share and others do not.</summary>
    public string Key => key ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', names))))[..16];

    /// <inheritdoc/>
    public string this[int index] => names[index];

    /// <summary>The names as such a list; the same one if it is one already.</summary>
    public static UnitNames Of(IEnumerable<string> names) => names as UnitNames ?? new([.. names], null);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => names.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
