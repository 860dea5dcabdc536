namespace Kif;

/// <summary>The units of a space with one unit per element, without storing an object per element.</summary>
internal static class EntryUnitList
{
    /// <summary>Returns the units, each created on access.</summary>
    public static IReadOnlyList<SkillUnit> Of(ParameterSpace space)
    {
        Func<int, (int Parameter, long Entry)> find = Finder(space);
        return new OnDemand<SkillUnit>(Count(space), i =>
        {
            (int parameter, long entry) = find(i);
            return new(Name(space.Parameters[parameter], entry), [new UnitPart(parameter, UnitPart.Flat, entry, 1)]);
        });
    }

    /// <summary>Returns their names; the key follows from the space's fingerprint.</summary>
    public static UnitNames Names(ParameterSpace space)
    {
        Func<int, (int Parameter, long Entry)> find = Finder(space);
        return new(new OnDemand<string>(Count(space), NameAt), $"entries/{space.Fingerprint}");

        string NameAt(int i)
        {
            (int parameter, long entry) = find(i);
            return Name(space.Parameters[parameter], entry);
        }
    }

    private static int Count(ParameterSpace space) => space.Length <= Array.MaxLength
        ? (int)space.Length
        : throw new CompositionException($"a unit per entry is possible up to {Array.MaxLength} entries, and this model trains {space.Length}");

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
    private static string Name(ParameterInfo parameter, long entry)
    {
        long[] index = new long[parameter.Shape.Count];
        for (int axis = index.Length - 1; axis >= 0; axis--) (entry, index[axis]) = (entry / parameter.Shape[axis], entry % parameter.Shape[axis]);
        return $"{parameter.Name}[{string.Join(',', index)}]";
    }
}
