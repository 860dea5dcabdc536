namespace Kif.Models.Prompts;

/// <summary>Shortens a prompt in its middle: the instructions at its beginning and the "Answer:" at its end must stay.</summary>
public static class Truncation
{
    /// <summary>Returns the ids as they are if they fit; otherwise the first ones for three quarters of the limit and the last ones for the rest.</summary>
    public static int[] Middle(int[] ids, int most)
    {
        if (ids.Length <= most) return ids;
        int tail = most / 4;
        return [.. ids.AsSpan(0, most - tail), .. ids.AsSpan(ids.Length - tail)];
    }
}
