using System.Runtime.InteropServices;
using Kif.Tokenizers;

namespace Kif.Models.Tests.Files;

public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_pipe_is_refused_and_not_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes with names are made by a call of Linux");
        foreach (string name in new[] { "config.json", "model.safetensors", "spiece.model" }) mkfifo(folder[name], 0x180).Should().Be(0);

        Refuses(() => ModelFolder.Open(folder.Path), "config.json' is a pipe");
        Refuses(() => SafetensorsFile.Open(folder["model.safetensors"]), "model.safetensors' is a pipe");
        File.Delete(folder["config.json"]);
        Refuses(() => TokenizerFolder.Load(folder.Path), "spiece.model' is a pipe");
    }

    [Fact]
    public void Devices_and_folders_are_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices have names on Linux");

        Refuses(() => ConfigFile.Read("/dev/zero"), "/dev/zero' is a device");
        Refuses(() => SafetensorsFile.Open("/dev/zero"), "/dev/zero' is a device");
        Refuses(() => ConfigFile.Read(folder.Path), "' is a folder");
    }

    [Fact]
    public void No_more_is_read_than_allowed()
    {
        File.WriteAllBytes(folder["f"], [1, 2, 3]);

        RegularFile.ReadAll(folder["f"], 3).Should().Equal(1, 2, 3);
        Refuses(() => RegularFile.ReadAll(folder["f"], 2), "f' has 3 bytes; at most 2 are read");
    }

    [Fact]
    public void Settings_of_a_gigabyte_are_refused_before_anything_is_read()
    {
        using (FileStream sparse = File.Create(folder["config.json"])) sparse.SetLength(1L << 30);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Refuses(() => ConfigFile.Read(folder["config.json"]), "has 1073741824 bytes");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
    }

    [Theory]
    [InlineData("a\nb\n")]
    [InlineData("a\r\nb")]
    [InlineData("\n\na\n")]
    [InlineData("")]
    [InlineData("\ufeffä\n")]
    public void Lines_are_those_of_the_framework(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a"], text);
        RegularFile.Lines(folder["a"]).Should().Equal(File.ReadLines(folder["a"]));
        string large = string.Join('\n', Enumerable.Range(0, 3000).Select(i => new string('x', i)));
        File.WriteAllText(folder["a"], large);
        RegularFile.Lines(folder["a"]).Should().Equal(File.ReadLines(folder["a"]));
    }

    [Fact]
    public void A_line_without_an_end_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a"], "short\n" + new string('x', 1 << 20));
        FluentActions.Invoking(() => RegularFile.Lines(folder["a"], 100_000).ToArray()).Should().Throw<InvalidDataException>()
            .WithMessage("*a line of more than 100000 characters*");
        RegularFile.Lines(folder["a"], 100_000).First().Should().Be("short");
    }

    [Fact]
    public void What_could_not_be_read_again_is_not_written()
    {
        FileLimits.Checked("a", [1, 2], 2).Should().Equal(1, 2);
        FluentActions.Invoking(() => FileLimits.Checked("a", [1, 2, 3], 2)).Should().Throw<InvalidOperationException>().WithMessage("'a' would have 3 bytes; at most 2*");
    }

    [DllImport("libc")]
    private static extern int mkfifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    private static void Refuses(Func<object> open, string message) => open.Should().Throw<InvalidDataException>().WithMessage($"*{message}*");
}
