namespace Kif;

/// <summary>
/// The skill units of a parameter space, and the two operations on them: entries to units (<see cref="Reduce"/>) and units to entries
/// (<see cref="Spread"/>). Both work on runs of equal slices, a few tensor operations per trainable tensor, without an index per entry.
/// </summary>
public sealed class SkillUnits
{
    private readonly Band[] bands;

    /// <summary>Checks that the units are disjoint and inside the space.</summary>
    /// <exception cref="ArgumentException">Two units share entries, a part lies outside its tensor, a name is used twice, or there is no unit.</exception>
    public SkillUnits(ParameterSpace space, IReadOnlyList<SkillUnit> units)
    {
        if (units.Count == 0) throw new ArgumentException("a decomposition needs at least one unit", nameof(units));
        var names = new HashSet<string>();
        if (units.FirstOrDefault(u => !names.Add(u.Name)) is { } twice)
            throw new ArgumentException($"two skill units are named '{twice.Name}'", nameof(units));
        (Space, Units) = (space, units);
        bands = [.. units.SelectMany((unit, index) => unit.Parts.Select(part => (part, index)))
            .GroupBy(p => p.part.Parameter).OrderBy(g => g.Key).Select(g => Band.Of(space.Parameters[g.Key], [.. g], units))];
    }

    /// <summary>The space that the units decompose.</summary>
    public ParameterSpace Space { get; }

    /// <summary>The units in order; scores and coefficients follow this order.</summary>
    public IReadOnlyList<SkillUnit> Units { get; }

    /// <summary>Number of units.</summary>
    public int Count => Units.Count;

    /// <summary>One score per unit from one score per entry, accumulated in float64.</summary>
    /// <param name="entryScores">A vector of the space.</param>
    /// <param name="how">How entries are put together.</param>
    public UnitScores Reduce(Tensor entryScores, UnitAggregation how)
    {
        using var scope = torch.NewDisposeScope();
        double[] result = new double[Count];
        long[] entries = new long[Count];
        Array.Fill(result, how switch { UnitAggregation.ProductOfMeans => 1, UnitAggregation.Max => double.NegativeInfinity, _ => 0 });
        foreach (Band band in bands) band.Reduce(Space.View(entryScores, band.Parameter), how, result, entries);
        if (how == UnitAggregation.Mean)
            for (int u = 0; u < Count; u++) result[u] /= entries[u];
        return new UnitScores(Units.Select(u => u.Name), result);
    }

    /// <summary>A vector of the space that holds each unit's value at each of its entries.</summary>
    /// <param name="perUnit">One value per unit.</param>
    /// <param name="outside">The value of entries that belong to no unit.</param>
    /// <param name="device">Where the vector lies. Default: the CPU.</param>
    public Tensor Spread(ReadOnlySpan<double> perUnit, double outside, Device? device = null)
    {
        if (perUnit.Length != Count) throw new ArgumentException($"{Count} units need {Count} values, not {perUnit.Length}", nameof(perUnit));
        Tensor flat = torch.full(Space.Length, outside, dtype: Space.DType, device: device);
        using var scope = torch.NewDisposeScope();
        foreach (Band band in bands) band.Spread(Space.View(flat, band.Parameter), perUnit);
        return flat;
    }

    /// <summary>All parts that lie in one parameter, along one axis.</summary>
    private sealed record Band(ParameterInfo Parameter, int Axis, (UnitPart Part, int Unit)[] Parts, bool Tiled)
    {
        public static Band Of(ParameterInfo parameter, (UnitPart Part, int Unit)[] parts, IReadOnlyList<SkillUnit> units)
        {
            int axis = parts[0].Part.Axis;
            string Unit(int i) => units[parts[i].Unit].Name;
            if (parts.Any(p => p.Part.Axis != axis) || (axis == UnitPart.Whole && parts.Length > 1))
                throw new ArgumentException($"skill units '{Unit(0)}' and '{Unit(parts.Length - 1)}' overlap in {parameter.Name}");
            if (axis == UnitPart.Whole) return new(parameter, axis, parts, false);
            if (axis < 0 || axis >= parameter.Shape.Count) throw new ArgumentException($"{parameter.Name} has no axis {axis}, which '{Unit(0)}' names");
            Array.Sort(parts, (a, b) => a.Part.Start.CompareTo(b.Part.Start));
            for (int i = 0; i < parts.Length; i++)
            {
                UnitPart part = parts[i].Part;
                if (part.Start < 0 || part.Count <= 0 || part.Start + part.Count > parameter.Shape[axis])
                    throw new ArgumentException($"skill unit '{Unit(i)}' lies outside {parameter.Name}");
                if (i > 0 && part.Start < parts[i - 1].Part.Start + parts[i - 1].Part.Count)
                    throw new ArgumentException($"skill units '{Unit(i - 1)}' and '{Unit(i)}' overlap in {parameter.Name}");
            }
            bool tiled = parts.Length * parts[0].Part.Count == parameter.Shape[axis] && parts.All(p => p.Part.Count == parts[0].Part.Count);
            return new(parameter, axis, parts, tiled);
        }

        public void Reduce(Tensor values, UnitAggregation how, double[] result, long[] entries)
        {
            // Slices of equal length that fill the axis are rows of one matrix and reduce together.
            Tensor rows = Axis == UnitPart.Whole ? values.reshape(1, -1) : values.movedim([Axis], [0]);
            if (Tiled) rows = rows.reshape(Parts.Length, -1);
            for (int i = 0; i < (Tiled || Axis == UnitPart.Whole ? 1 : Parts.Length); i++)
            {
                Tensor some = Tiled || Axis == UnitPart.Whole ? rows : rows.narrow(0, Parts[i].Part.Start, Parts[i].Part.Count).reshape(1, -1);
                double[] reduced = (how switch
                {
                    UnitAggregation.Max => some.amax([1]).to_type(ScalarType.Float64),
                    UnitAggregation.ProductOfMeans => some.mean([1], type: ScalarType.Float64),
                    _ => some.sum(1L, type: ScalarType.Float64),
                }).cpu().data<double>().ToArray();
                for (int j = 0; j < reduced.Length; j++)
                {
                    int unit = Parts[i + j].Unit;
                    entries[unit] += some.shape[1];
                    result[unit] = how switch
                    {
                        UnitAggregation.Max => Math.Max(result[unit], reduced[j]),
                        UnitAggregation.ProductOfMeans => result[unit] * reduced[j],
                        _ => result[unit] + reduced[j],
                    };
                }
            }
        }

        public void Spread(Tensor target, ReadOnlySpan<double> perUnit)
        {
            if (Axis == UnitPart.Whole)
            {
                target.fill_(perUnit[Parts[0].Unit]);
                return;
            }
            if (Tiled)
            {
                double[] values = new double[Parts.Length];
                for (int i = 0; i < values.Length; i++) values[i] = perUnit[Parts[i].Unit];
                long[] shape = [values.Length * Parts[0].Part.Count, .. Enumerable.Repeat(1L, Parameter.Shape.Count - 1)];
                target.movedim([Axis], [0]).copy_(torch.tensor(values).repeat_interleave(Parts[0].Part.Count).view(shape));
                return;
            }
            foreach ((UnitPart part, int unit) in Parts) target.narrow(Axis, part.Start, part.Count).fill_(perUnit[unit]);
        }
    }
}
