namespace Kif;

/// <summary>The scores of skill units, one finite number each, matched by the units' names.</summary>
public sealed class UnitScores
{
    private readonly double[] values;

    /// <summary>Creates scores from names and values.</summary>
    /// <exception cref="ArgumentException">Names and values differ in number, or a value is not finite.</exception>
    public UnitScores(IEnumerable<string> units, ReadOnlySpan<double> values)
    {
        Units = UnitNames.Of(units);
        this.values = values.ToArray();
        if (Units.Count != values.Length) throw new ArgumentException($"{Units.Count} units need {Units.Count} scores, not {values.Length}", nameof(values));
        if (Array.FindIndex(this.values, v => !double.IsFinite(v)) is >= 0 and var bad)
            throw new ArgumentException($"the score of skill unit '{Units[bad]}' is {this.values[bad]}", nameof(values));
    }

    /// <summary>The units' names in order.</summary>
    public UnitNames Units { get; }

    /// <summary>The scores in the units' order.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>Returns the same scores in another order of the same units.</summary>
    /// <exception cref="ArgumentException">The unit sets differ.</exception>
    public UnitScores InOrderOf(IReadOnlyList<string> units)
    {
        if (ReferenceEquals(units, Units) || UnitNames.Of(units).Key == Units.Key) return this;
        var index = Units.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i);
        if (units.Count != Units.Count || units.FirstOrDefault(u => !index.ContainsKey(u)) is not null)
            throw new ArgumentException("the scores belong to other skill units", nameof(units));
        return new UnitScores(units, [.. units.Select(u => values[index[u]])]);
    }
}
