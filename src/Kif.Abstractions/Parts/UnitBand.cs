namespace Kif;

/// <summary>The parts of skill units in one parameter, along one axis and within the same range of the other.</summary>
internal sealed record UnitBand(ParameterInfo Parameter, int Axis, (UnitPart Part, int Unit)[] Parts, bool Tiled)
{
    /// <summary>Checks and sorts the parts of a parameter.</summary>
    /// <exception cref="ArgumentException">Parts overlap or are outside the parameter.</exception>
    public static IEnumerable<UnitBand> Of(ParameterInfo parameter, (UnitPart Part, int Unit)[] parts, IReadOnlyList<SkillUnit> units)
    {
        (UnitPart Part, int Unit)[][] ranges = [.. parts.GroupBy(p => p.Part.Within).OrderBy(g => g.Key?.Start ?? 0).Select(g => g.ToArray())];
        for (int i = 0; i < ranges.Length; i++)
        {
            (UnitPart part, int unit) = ranges[i][0];
            if (part.Within is { } within && (parameter.Shape.Count != 2 || part.Axis < 0 || part.Axis > 1 || within.Start < 0 || within.Count <= 0
                || within.Start + within.Count > parameter.Shape[1 - part.Axis]))
                throw new ArgumentException($"skill unit '{units[unit].Name}' lies outside {parameter.Name}");
            if (i == 0) continue;
            (UnitPart last, int other) = ranges[i - 1][0];
            if (part.Axis != last.Axis || last.Within is not { } before || before.Start + before.Count > part.Within?.Start)
                throw new ArgumentException($"skill units '{units[other].Name}' and '{units[unit].Name}' overlap in {parameter.Name}");
        }
        return ranges.Select(range => OfRange(parameter, range, units));
    }

    private static UnitBand OfRange(ParameterInfo parameter, (UnitPart Part, int Unit)[] parts, IReadOnlyList<SkillUnit> units)
    {
        int axis = parts[0].Part.Axis;
        string Unit(int i) => units[parts[i].Unit].Name;
        if (parts.Any(p => p.Part.Axis != axis) || (axis == UnitPart.Whole && parts.Length > 1))
            throw new ArgumentException($"skill units '{Unit(0)}' and '{Unit(parts.Length - 1)}' overlap in {parameter.Name}");
        if (axis == UnitPart.Whole) return new(parameter, axis, parts, false);
        if (axis < UnitPart.Flat || axis >= parameter.Shape.Count) throw new ArgumentException($"{parameter.Name} has no axis {axis}, which '{Unit(0)}' names");
        long size = axis == UnitPart.Flat ? parameter.Length : parameter.Shape[axis];
        Array.Sort(parts, (a, b) => a.Part.Start.CompareTo(b.Part.Start));
        for (int i = 0; i < parts.Length; i++)
        {
            UnitPart part = parts[i].Part;
            if (part.Start < 0 || part.Count <= 0 || part.Start + part.Count > size)
                throw new ArgumentException($"skill unit '{Unit(i)}' lies outside {parameter.Name}");
            if (i > 0 && part.Start < parts[i - 1].Part.Start + parts[i - 1].Part.Count)
                throw new ArgumentException($"skill units '{Unit(i - 1)}' and '{Unit(i)}' overlap in {parameter.Name}");
        }
        bool tiled = parts.Length * parts[0].Part.Count == size && parts.All(p => p.Part.Count == parts[0].Part.Count);
        return new(parameter, axis, parts, tiled);
    }

    /// <summary>The number of elements in the parts.</summary>
    public long Elements => Axis switch
    {
        UnitPart.Whole => Parameter.Length,
        UnitPart.Flat => Parts.Sum(p => p.Part.Count),
        _ => Parts.Sum(p => p.Part.Count) * (Parts[0].Part.Within?.Count ?? Parameter.Length / Parameter.Shape[Axis]),
    };

    /// <summary>Calls <paramref name="take"/> with each part's unit, sum (or largest element) in float64, and number of elements.</summary>
    public void Reduce(Tensor values, bool largest, Action<int, double, long> take)
    {
        // Slices of equal length that fill the axis are rows of one matrix and reduce together.
        Tensor rows = Along(values);
        bool together = Tiled || Axis == UnitPart.Whole;
        if (Tiled) rows = rows.reshape(Parts.Length, -1);
        for (int i = 0; i < (together ? 1 : Parts.Length); i++)
        {
            Tensor some = together ? rows : rows.narrow(0, Parts[i].Part.Start, Parts[i].Part.Count).reshape(1, -1);
            Tensor reduced = largest ? some.amax([1]).to_type(ScalarType.Float64) : some.sum(1L, type: ScalarType.Float64);
            double[] numbers = reduced.cpu().data<double>().ToArray();
            for (int j = 0; j < numbers.Length; j++) take(Parts[i + j].Unit, numbers[j], some.shape[1]);
        }
    }

    /// <summary>Writes each unit's value to its elements.</summary>
    public void Spread(Tensor target, ReadOnlySpan<double> perUnit)
    {
        if (Axis == UnitPart.Whole)
        {
            target.fill_(perUnit[Parts[0].Unit]);
            return;
        }
        Tensor rows = Along(target);
        if (Tiled)
        {
            double[] values = new double[Parts.Length];
            for (int i = 0; i < values.Length; i++) values[i] = perUnit[Parts[i].Unit];
            long[] shape = [values.Length * Parts[0].Part.Count, .. Enumerable.Repeat(1L, (int)rows.dim() - 1)];
            rows.copy_(torch.tensor(values).repeat_interleave(Parts[0].Part.Count).view(shape));
            return;
        }
        foreach ((UnitPart part, int unit) in Parts) rows.narrow(0, part.Start, part.Count).fill_(perUnit[unit]);
    }

    /// <summary>Returns a view whose first axis is that of the parts.</summary>
    private Tensor Along(Tensor values) => Axis switch
    {
        UnitPart.Whole => values.reshape(1, -1),
        UnitPart.Flat => values.view(-1),
        _ when Parts[0].Part.Within is { } within => values.narrow(1 - Axis, within.Start, within.Count).movedim([Axis], [0]),
        _ => values.movedim([Axis], [0]),
    };
}
