using System.Runtime.InteropServices;

namespace Kif.Models;

/// <summary>
/// The threads that libtorch computes with. Between two of its operations they wait by spinning, so other threads would have to share the cores with them.
/// </summary>
internal static class OpenMpTeam
{
    private static readonly Work Entry = Take;
    private static readonly IntPtr EntryAddress = Marshal.GetFunctionPointerForDelegate(Entry);
    private static volatile bool missing = !OperatingSystem.IsLinux();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void Work(IntPtr job);

    /// <summary>Runs the parts of a job, each once, on a team of threads.</summary>
    /// <param name="threads">The number of threads, this one included.</param>
    /// <param name="parts">The number of parts.</param>
    /// <param name="body">Runs the part of a number, from 0.</param>
    /// <returns>Whether the threads were found; if not, nothing has run.</returns>
    public static bool TryRun(int threads, int parts, Action<int> body)
    {
        if (missing) return false;
        var job = new Job(parts, body);
        var handle = GCHandle.Alloc(job);
        try
        {
            Team(EntryAddress, GCHandle.ToIntPtr(handle), (uint)threads, 0);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            missing = true;
            return false;
        }
        finally
        {
            handle.Free();
        }
        if (job.Error is { } error) throw new InvalidOperationException($"a kernel failed on another thread: {error.Message}", error);
        return true;
    }

    // A thread that comes late finds its part done.
    private static void Take(IntPtr job) => ((Job)GCHandle.FromIntPtr(job).Target!).Take();

    // The function that compilers call for "#pragma omp parallel", in the OpenMP library that libtorch came with.
    [DllImport("libtorch_cpu", EntryPoint = "GOMP_parallel")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern void Team(IntPtr work, IntPtr job, uint threads, uint flags);

    private sealed class Job(int parts, Action<int> body)
    {
        private int next = -1;

        public Exception? Error { get; private set; }

        public void Take()
        {
            try
            {
                for (int part = Interlocked.Increment(ref next); part < parts; part = Interlocked.Increment(ref next)) body(part);
            }
            catch (Exception e)
            {
                // Nothing may be thrown through native code.
                Error = e;
            }
        }
    }
}
