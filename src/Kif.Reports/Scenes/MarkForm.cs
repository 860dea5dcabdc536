namespace Kif.Reports.Scenes;

/// <summary>The shapes of marks.</summary>
internal static class MarkForm
{
    public const int Count = 10;

    private const int Circle = 0, HollowCircle = 7;

    public static bool IsRound(int kind) => kind % Count is Circle or HollowCircle;

    /// <summary>Whether a mark is drawn as an outline filled with the background.</summary>
    public static bool IsHollow(int kind) => kind % Count is HollowCircle or 8 or 9;

    /// <summary>Returns the corners of a mark that is not round.</summary>
    public static IReadOnlyList<ScenePoint> Corners(PointMark mark)
    {
        double s = mark.Size;
        (double X, double Y)[] corners = (mark.Kind % Count) switch
        {
            1 or 8 => [(-s, -s), (s, -s), (s, s), (-s, s)],
            2 => [(0, -1.2 * s), (1.15 * s, 0.9 * s), (-1.15 * s, 0.9 * s)],
            3 or 9 => [(0, -1.35 * s), (1.35 * s, 0), (0, 1.35 * s), (-1.35 * s, 0)],
            4 => [(0, 1.2 * s), (1.15 * s, -0.9 * s), (-1.15 * s, -0.9 * s)],
            5 => Cross(s, 0),
            _ => Cross(s, Math.PI / 4),
        };
        return [.. corners.Select(c => new ScenePoint(mark.At.X + c.X, mark.At.Y + c.Y))];
    }

    private static (double X, double Y)[] Cross(double s, double angle)
    {
        (double a, double b) = (0.4 * s, 1.35 * s);
        (double X, double Y)[] plus = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a)];
        (double cos, double sin) = (Math.Cos(angle), Math.Sin(angle));
        return [.. plus.Select(p => (p.X * cos - p.Y * sin, p.X * sin + p.Y * cos))];
    }
}
