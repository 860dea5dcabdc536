namespace Kif.Models.Prompts;

/// <summary>Shortens a prompt in its middle: instructions stand at the beginning, «Answer:» at the end, and both must stay.</summary>
public static class Truncation
{
    /// <summary>The ids as they are, or their first three quarters and last quarter of what is allowed.</summary>
    public static int[] Middle(int[] ids, int most)
    {
        if (ids.Length <= most) return ids;
        int tail = most / 4;
        return [.. ids.AsSpan(0, most - tail), .. ids.AsSpan(ids.Length - tail)];
    }
}
