namespace Kif.Models;

/// <summary>
/// The rows of a kernel, on as many threads as libtorch has. A kernel computes each row by itself, so its bits do not depend on the number of threads.
/// </summary>
internal static class RowLoop
{
    // As libtorch: fewer elements than this are not worth another thread.
    private const long Grain = 1 << 15;

    // Multiplications that are worth another thread, and parts for each thread, so that one that is held up leaves some of its work to the others.
    private const long ProductGrain = 1 << 19;
    private const int PartsPerThread = 4;

    /// <summary>Computes all rows.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="width">The elements of a row.</param>
    /// <param name="body">Computes the rows from the first index to before the second.</param>
    public static void Run(int rows, long width, Action<int, int> body)
    {
        int parts = (int)Math.Min(Math.Min(torch.get_num_threads(), rows), (rows * width + Grain - 1) / Grain);
        Run(rows, parts, parts, body);
    }

    /// <summary>Computes a matrix product whose pieces are as long as each other.</summary>
    /// <param name="pieces">The number of pieces.</param>
    /// <param name="multiplications">Those of the whole product.</param>
    /// <param name="body">Computes the pieces from the first index to before the second.</param>
    public static void Share(int pieces, long multiplications, Action<int, int> body)
    {
        int threads = (int)Math.Min(Math.Min(torch.get_num_threads(), pieces), (multiplications + ProductGrain - 1) / ProductGrain);
        Run(pieces, threads, Math.Min(pieces, threads * PartsPerThread), body);
    }

    private static void Run(int rows, int threads, int parts, Action<int, int> body)
    {
        if (threads <= 1) body(0, rows);
        else if (!OpenMpTeam.TryRun(threads, parts, Part)) Parallel.For(0, parts, Part);

        void Part(int part) => body(Start(part), Start(part + 1));

        int Start(int part) => (int)((long)rows * part / parts);
    }
}
