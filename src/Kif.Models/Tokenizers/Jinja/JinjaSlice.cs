namespace Kif.Models.Tokenizers.Jinja;

/// <summary>Slices of lists and strings; the units of strings are code points.</summary>
internal static class JinjaSlice
{
    public static object? Of(object? owner, object? start, object? stop, object? step, JinjaBudget budget)
    {
        if (owner is string text)
        {
            budget.Make(text.Length);
            if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            {
                return new string([.. Indices(text.Length, start, stop, step).Select(at => text[at])]);
            }

            var runes = text.EnumerateRunes().ToArray();
            return string.Concat(Indices(runes.Length, start, stop, step).Select(at => runes[at].ToString()));
        }

        if (owner is not JinjaList list)
        {
            var what = JinjaValue.Kind(owner);
            return owner is Undefined ? throw new JinjaException($"{what} cannot be sliced.") : new Undefined($"a slice of {what}");
        }

        budget.Spend(list.Count);
        return new JinjaList(Indices(list.Count, start, stop, step).Select(at => list[at]), list.IsTuple);
    }

    private static IEnumerable<int> Indices(int count, object? start, object? stop, object? step)
    {
        var by = Number(step) ?? 1;
        if (by == 0)
        {
            throw new JinjaException("a slice cannot have the step 0.");
        }

        var (lowest, highest) = by > 0 ? (0, count) : (-1, count - 1);
        var (from, to) = (At(start, by > 0 ? lowest : highest), At(stop, by > 0 ? highest : lowest));
        for (var at = from; by > 0 ? at < to : at > to; at += by)
        {
            yield return (int)at;
        }

        long At(object? bound, int otherwise) => Number(bound) is { } number ? Math.Clamp(number < 0 ? number + count : number, lowest, highest) : otherwise;
    }

    private static long? Number(object? bound) => bound switch
    {
        null => null,
        long or bool => Math.Clamp(JinjaValue.Whole(bound), int.MinValue, int.MaxValue),
        _ => throw new JinjaException($"the bounds of a slice are whole numbers, not {PythonText.Repr(bound)}."),
    };
}
