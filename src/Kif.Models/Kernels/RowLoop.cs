namespace Kif.Models;

/// <summary>
/// The rows of a kernel, on as many threads as libtorch has. A kernel computes each row by itself, so its bits do not depend on the number of threads.
/// </summary>
internal static class RowLoop
{
    // As libtorch: fewer elements than this are not worth another thread.
    private const long Grain = 1 << 15;

    /// <summary>Computes all rows.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="width">The elements of a row.</param>
    /// <param name="body">Computes the rows from the first index to before the second.</param>
    public static void Run(int rows, long width, Action<int, int> body)
    {
        int parts = (int)Math.Min(Math.Min(torch.get_num_threads(), rows), (rows * width + Grain - 1) / Grain);
        if (parts <= 1) body(0, rows);
        else if (!OpenMpTeam.TryRun(parts, part => body(Start(part), Start(part + 1)))) Parallel.For(0, parts, part => body(Start(part), Start(part + 1)));

        int Start(int part) => (int)((long)rows * part / parts);
    }
}
