using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Kif.Models.Tests.Native;

/// <summary>Numbers of operations are not freed while they are read.</summary>
public sealed class ScalarDisposalTests
{
    [Fact]
    public void TorchSharp_does_not_keep_scalars_alive_so_they_must_be_freed_later()
    {
        // Where this fails TorchSharp has cured it, and the redirection can go.
        ScalarDisposal.KeepsAlive(ScalarDisposal.Multiplication).Should().BeFalse();
        NativeTorch.EnsureLoaded();
        bool possible = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        ScalarDisposal.IsDeferred.Should().Be(possible, ScalarDisposal.Reason ?? "");
    }

    [Fact]
    public void A_method_that_keeps_its_arguments_alive_is_recognized()
    {
        ScalarDisposal.KeepsAlive(typeof(Calls).GetMethod(nameof(Calls.Keeps))!).Should().BeTrue();
        ScalarDisposal.KeepsAlive(typeof(Calls).GetMethod(nameof(Calls.HandsOver))!).Should().BeTrue();
        ScalarDisposal.KeepsAlive(typeof(Calls).GetMethod(nameof(Calls.Neither))!).Should().BeFalse();
    }

    [Fact]
    public async Task Operations_beside_a_thread_that_collects_all_the_time_have_the_right_values()
    {
        NativeTorch.EnsureLoaded();
        Assert.SkipUnless(ScalarDisposal.IsDeferred, ScalarDisposal.Reason ?? "");
        using var stop = new CancellationTokenSource();
        Task collector = Task.Run(() => { while (!stop.IsCancellationRequested) GC.Collect(0); }, TestContext.Current.CancellationToken);
        try
        {
            using Tensor ones = torch.ones(3);
            long started = Stopwatch.GetTimestamp();
            for (int i = 1; Stopwatch.GetElapsedTime(started).TotalSeconds < 2; i = i % 1000 + 1)
            {
                using Tensor sum = ones.add(ones, (double)i), product = sum * i;
                product[2].item<float>().Should().Be(i * (i + 1f));
            }
        }
        finally
        {
            await stop.CancelAsync();
            await collector;
        }
        ScalarDisposal.Waiting.Should().BeGreaterThan(0);
    }

    [Fact]
    public void A_pointer_is_freed_after_one_period_and_none_at_once_after_a_long_stop()
    {
        var freed = new List<IntPtr>();
        long now = 0;
        var queue = new ScalarQueue(freed.Add, TimeSpan.FromSeconds(10), () => now * Stopwatch.Frequency);
        for (; now < 20; now++) queue.Add((int)now);
        freed.Should().BeEmpty("the first ones wait for the end of the period after theirs");
        queue.Add((int)now++);
        freed.Should().Equal(Enumerable.Range(0, 11).Select(i => (IntPtr)i));
        now = 4000;
        queue.Add(21);
        freed.Should().HaveCount(11, "whatever time has passed, it counts as a second");
        for (; now < 4010; now++) queue.Add(22);
        freed.Should().HaveCount(21);
        queue.Count.Should().BeGreaterThan(0);
    }

    [Fact]
    public void Only_the_known_code_with_room_behind_it_is_changed()
    {
        byte?[] known = [0x48, null, 0xC3];
        byte[] code = [0x48, 0x07, 0xC3, .. Enumerable.Repeat((byte)0x90, 61)];
        FunctionPatch.WhyNot(code, known, aligned: true).Should().BeNull();
        FunctionPatch.WhyNot(code, known, aligned: false).Should().Be("there is no room behind the function");
        code[40] = 0x55;
        FunctionPatch.WhyNot(code, known, aligned: true).Should().Be("there is no room behind the function");
        code[2] = 0xE8;
        FunctionPatch.WhyNot(code, known, aligned: true).Should().Be("the function has other code than in the version that is known");
    }

    private static class Calls
    {
        public static void Keeps(object o) => GC.KeepAlive(o);

        public static bool HandsOver(SafeHandle handle) => Takes(handle);

        public static int Neither(string text) => text.Length;

        private static bool Takes(SafeHandle handle) => handle.IsInvalid;
    }
}
