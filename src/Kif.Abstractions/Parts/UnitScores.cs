using System.Collections;

namespace Kif;

/// <summary>The scores of skill units, one finite number each, matched by the units' names.</summary>
public sealed class UnitScores
{
    private readonly UnitNames names;
    private readonly double[] values;

    /// <summary>Creates scores from names and values.</summary>
    /// <exception cref="ArgumentException">Names and values differ in number, or a value is not finite.</exception>
    public UnitScores(IEnumerable<string> units, ReadOnlySpan<double> values)
    {
        names = UnitNames.Of(units);
        this.values = values.ToArray();
        if (Units.Count != values.Length) throw new ArgumentException($"{Units.Count} units need {Units.Count} scores, not {values.Length}", nameof(values));
        if (Array.FindIndex(this.values, v => !double.IsFinite(v)) is >= 0 and var bad)
            throw new ArgumentException($"the score of skill unit '{Units[bad]}' is {this.values[bad]}", nameof(values));
    }

    /// <summary>The units' names in order.</summary>
    public IReadOnlyList<string> Units => names;

    /// <summary>The key that only scores of the same units in the same order share.</summary>
    public string Key => names.Key;

    /// <summary>The scores in the units' order.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>Returns the same scores in another order of the same units.</summary>
    /// <exception cref="ArgumentException">The unit sets differ.</exception>
    public UnitScores InOrderOf(IReadOnlyList<string> units)
    {
        if (ReferenceEquals(units, names) || UnitNames.Of(units).Key == Key) return this;
        var index = Units.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i);
        if (units.Count != Units.Count || units.FirstOrDefault(u => !index.ContainsKey(u)) is not null)
            throw new ArgumentException("the scores belong to other skill units", nameof(units));
        return new UnitScores(units, [.. units.Select(u => values[index[u]])]);
    }
}

/// <summary>The names of skill units in order, with a short key for comparing two such lists; created on demand where every element is a unit.</summary>
internal sealed class UnitNames : IReadOnlyList<string>
{
    private readonly IReadOnlyList<string> names;
    private string? key;

    public UnitNames(IReadOnlyList<string> names, string? key) => (this.names, this.key) = (names, key);

    /// <inheritdoc/>
    public int Count => names.Count;

    /// <summary>The key that only equal lists share: 16 hexadecimal digits, or the space's fingerprint where every element is a unit.</summary>
    public string Key => key ??= Sha256.Of(names)[..16];

    /// <inheritdoc/>
    public string this[int index] => names[index];

    /// <summary>Converts names to such a list; returns the same one if it already is.</summary>
    public static UnitNames Of(IEnumerable<string> names) => names as UnitNames ?? new([.. names], null);

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => names.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The units of a space with one unit per element, without storing an object per element.</summary>
internal static class ElementUnitList
{
    /// <summary>Returns the units, each created on access.</summary>
    public static IReadOnlyList<SkillUnit> Of(ParameterSpace space)
    {
        Func<int, (int Parameter, long Element)> find = Finder(space);
        return new OnDemandList<SkillUnit>(Count(space), i =>
        {
            (int parameter, long element) = find(i);
            return new(Name(space.Parameters[parameter], element), [new UnitPart(parameter, UnitPart.Flat, element, 1)]);
        });
    }

    /// <summary>Returns their names; the key follows from the space's fingerprint.</summary>
    public static UnitNames Names(ParameterSpace space)
    {
        Func<int, (int Parameter, long Element)> find = Finder(space);
        return new(new OnDemandList<string>(Count(space), NameAt), $"entries/{space.Fingerprint}");

        string NameAt(int i)
        {
            (int parameter, long element) = find(i);
            return Name(space.Parameters[parameter], element);
        }
    }

    private static int Count(ParameterSpace space) => space.Length <= Array.MaxLength
        ? (int)space.Length
        : throw new CompositionException($"a unit per element is possible up to {Array.MaxLength} elements, and this model trains {space.Length}");

    private static Func<int, (int, long)> Finder(ParameterSpace space)
    {
        long[] ends = [.. space.Parameters.Select(p => p.Offset + p.Length)];
        return i =>
        {
            int at = Array.BinarySearch(ends, i + 1L), parameter = at < 0 ? ~at : at;
            return (parameter, i - space.Parameters[parameter].Offset);
        };
    }

    /// <summary>Returns the parameter's name with the element's index, as in <c>a.weight[3,0]</c>.</summary>
    private static string Name(ParameterInfo parameter, long element)
    {
        long[] index = new long[parameter.Shape.Count];
        for (int axis = index.Length - 1; axis >= 0; axis--) (element, index[axis]) = (element / parameter.Shape[axis], element % parameter.Shape[axis]);
        return $"{parameter.Name}[{string.Join(',', index)}]";
    }
}

/// <summary>A list whose items are created on every access.</summary>
internal sealed class OnDemandList<T>(int count, Func<int, T> make) : IReadOnlyList<T>
{
    public int Count => count;

    public T this[int index] => index >= 0 && index < count ? make(index) : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<T> GetEnumerator() => Enumerable.Range(0, count).Select(make).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
