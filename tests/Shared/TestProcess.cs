using System.Runtime.CompilerServices;
using Kif.Models;

namespace Kif.Tests;

/// <summary>Set up once per test process, before anything touches libtorch.</summary>
internal static class TestProcess
{
    /// <summary>One libtorch thread: several multi-threaded libtorch processes on few cores slow each other down fourfold.</summary>
    [ModuleInitializer]
    internal static void Start()
    {
        NativeTorch.Register();
        torch.set_num_threads(1);
    }
}
