namespace Kif;

/// <summary>
/// The skill units of a parameter space, and the two operations on them: elements to units (<see cref="Reduce"/>) and units to elements
/// (<see cref="Spread"/>). Both work on runs of equal slices, with a few tensor operations per trainable tensor and without an index per element; where every
/// element is a unit (<see cref="OfElements"/>) they are plain copies, and units and names are created on demand.
/// </summary>
public sealed class SkillUnits
{
    private readonly UnitBand[] bands;
    private readonly bool[] outer;
    private readonly UnitNames names;

    /// <summary>Creates a decomposition after checking that the units are disjoint and inside the space.</summary>
    /// <exception cref="ArgumentException">Units overlap, a part is outside its tensor, a name is used twice, or there is no unit.</exception>
    public SkillUnits(ParameterSpace space, IReadOnlyList<SkillUnit> units)
    {
        if (units.Count == 0) throw new ArgumentException("a decomposition needs at least one unit", nameof(units));
        var known = new HashSet<string>();
        if (units.FirstOrDefault(u => !known.Add(u.Name)) is { } twice)
            throw new ArgumentException($"two skill units are named '{twice.Name}'", nameof(units));
        (Space, Units, names) = (space, units, UnitNames.Of(units.Select(u => u.Name)));
        bands = [.. units.SelectMany((unit, index) => unit.Parts.Select(part => (part, index)))
            .GroupBy(p => p.part.Parameter).OrderBy(g => g.Key).SelectMany(g => UnitBand.Of(space.Parameters[g.Key], [.. g], units))];
        outer = [.. units.Select(u => IsRankOne(space, u.Parts))];
        CoversAll = bands.Sum(b => b.Elements) == space.Length;
    }

    private SkillUnits(ParameterSpace space)
    {
        (Space, Units, names, PerElement, CoversAll) = (space, ElementUnitList.Of(space), ElementUnitList.Names(space), true, true);
        (bands, outer) = ([], []);
    }

    /// <summary>The decomposed space.</summary>
    public ParameterSpace Space { get; }

    /// <summary>The units in order; scores and coefficients follow this order.</summary>
    public IReadOnlyList<SkillUnit> Units { get; }

    /// <summary>Their names in the same order.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The key that only decompositions with the same names in the same order share.</summary>
    public string Key => names.Key;

    /// <summary>The number of units.</summary>
    public int Count => Units.Count;

    /// <summary>Whether every element of the space is a unit of its own.</summary>
    public bool PerElement { get; }

    /// <summary>Whether every element of the space belongs to some unit.</summary>
    public bool CoversAll { get; }

    /// <summary>Creates one unit per element, for millions of them: names like <c>a.weight[3,0]</c>, 8 bytes per score.</summary>
    /// <exception cref="CompositionException">The space has more elements than an array can have.</exception>
    public static SkillUnits OfElements(ParameterSpace space) => new(space);

    /// <summary>Reduces one score per element to one score per unit, accumulated in float64.</summary>
    /// <param name="elementScores">A vector of the space, of any data type.</param>
    /// <param name="how">The aggregation of elements.</param>
    public UnitScores Reduce(Tensor elementScores, UnitAggregation how)
    {
        using var scope = torch.NewDisposeScope();
        if (PerElement) return new UnitScores(names, elementScores.to_type(ScalarType.Float64).cpu().data<double>().ToArray());
        double[] result = new double[Count];
        long[] elements = new long[Count];
        bool product = how == UnitAggregation.ProductOfMeans, largest = how == UnitAggregation.Max, norm = how == UnitAggregation.Norm;
        if (norm) elementScores = elementScores.to_type(ScalarType.Float64).square();
        for (int u = 0; u < Count; u++) result[u] = largest ? double.NegativeInfinity : product && outer[u] ? 1 : 0;
        foreach (UnitBand band in bands)
            band.Reduce(Space.View(elementScores, band.Parameter), largest, (u, value, count) =>
            {
                elements[u] += count;
                result[u] = largest ? Math.Max(result[u], value) : product && outer[u] ? result[u] * (value / count) : result[u] + value;
            });
        for (int u = 0; u < Count; u++)
        {
            if (how == UnitAggregation.Mean || (product && !outer[u])) result[u] /= elements[u];
            if (norm) result[u] = Math.Sqrt(result[u]);
        }
        return new UnitScores(names, result);
    }

    /// <summary>Spreads one value per unit to a vector of the space with that value at each of the unit's elements.</summary>
    /// <param name="perUnit">One value per unit.</param>
    /// <param name="outside">The value of elements outside all units.</param>
    /// <param name="device">The device of the vector. Default: the CPU.</param>
    public Tensor Spread(ReadOnlySpan<double> perUnit, double outside, Device? device = null)
    {
        if (perUnit.Length != Count) throw new ArgumentException($"{Count} units need {Count} values, not {perUnit.Length}", nameof(perUnit));
        if (PerElement) return torch.tensor(perUnit.ToArray(), dtype: Space.DType, device: device);
        Tensor flat = torch.full(Space.Length, outside, dtype: Space.DType, device: device);
        using var scope = torch.NewDisposeScope();
        foreach (UnitBand band in bands) band.Spread(Space.View(flat, band.Parameter), perUnit);
        return flat;
    }

    /// <summary>Whether a unit is a row of a factor A with a column of a factor B, the factors of an outer product.</summary>
    private static bool IsRankOne(ParameterSpace space, IReadOnlyList<UnitPart> parts) =>
        parts.Count == 2 && IsSlice(space, parts, ParameterRole.LoraA, 0) && IsSlice(space, parts, ParameterRole.LoraB, 1);

    private static bool IsSlice(ParameterSpace space, IReadOnlyList<UnitPart> parts, ParameterRole role, int axis) =>
        parts.Any(p => p.Count == 1 && p.Axis == axis && space.Parameters[p.Parameter].Role == role);
}

/// <summary>A decomposer of a model's trainable parameters into skill units.</summary>
public interface ISkillUnitDecomposer
{
    /// <summary>Returns the units of a space, disjoint and in a stable order.</summary>
    /// <exception cref="CompositionException">The space lacks the parameters that the units are made of (e.g. rank units without LoRA).</exception>
    SkillUnits Decompose(ParameterSpace space);
}

/// <summary>A disjoint group of trainable elements that gets one importance score and one fusion coefficient (algorithms.md 2).</summary>
/// <param name="Name">The stable name by which scores of different tasks are matched.</param>
/// <param name="Parts">The slices of the unit.</param>
public sealed record SkillUnit(string Name, IReadOnlyList<UnitPart> Parts);

/// <summary>A slice of one trainable tensor: <paramref name="Count"/> consecutive indices along one axis.</summary>
/// <param name="Parameter">Index of the parameter in its space.</param>
/// <param name="Axis">0 for rows, 1 for columns, <see cref="Whole"/> for the whole tensor, <see cref="Flat"/> for consecutive elements.</param>
/// <param name="Start">First index along the axis; 0 for a whole tensor.</param>
/// <param name="Count">Number of indices; ignored for a whole tensor.</param>
public readonly record struct UnitPart(int Parameter, int Axis, long Start, long Count)
{
    /// <summary>The axis value for a whole tensor.</summary>
    public const int Whole = -1;

    /// <summary>The axis value for consecutive elements of the tensor in row-major order.</summary>
    public const int Flat = -2;

    /// <summary>The indices along the other axis of a matrix that a slice of rows or columns is limited to; null for all.</summary>
    public (long Start, long Count)? Within { get; init; }

    /// <summary>Creates a part that is the whole tensor.</summary>
    public static UnitPart Of(int parameter) => new(parameter, Whole, 0, 1);
}

/// <summary>The aggregation of element scores to a unit's score (algorithms.md 3.5).</summary>
public enum UnitAggregation
{
    /// <summary>The mean over all elements of all parts.</summary>
    Mean,

    /// <summary>The sum over all elements of all parts.</summary>
    Sum,

    /// <summary>The largest element.</summary>
    Max,

    /// <summary>
    /// For a rank unit (a row of a LoRA factor A with a column of a factor B) the product of the two means, which is the mean of the outer product of its
    /// factors; for any other unit the mean over all its elements.
    /// </summary>
    ProductOfMeans,

    /// <summary>The root of the sum of squares over all elements of all parts.</summary>
    Norm,
}
