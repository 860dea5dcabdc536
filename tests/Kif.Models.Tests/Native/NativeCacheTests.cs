using System.Runtime.Versioning;

namespace Kif.Models.Tests.Native;

[SupportedOSPlatform("linux")]
public sealed class NativeCacheTests : IDisposable
{
    private static readonly byte[] Content = [1, 2, 3, 4];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Keeps_the_content_in_files_closed_to_others()
    {
        string path = NativeCache.Store(folder["root"], "key", "lib.so", Content);

        path.Should().Be(Path.Combine(folder["root"], "key", "lib.so"));
        File.ReadAllBytes(path).Should().Equal(Content);
        foreach (string item in new[] { folder["root"], Path.GetDirectoryName(path)!, path })
        {
            ((int)File.GetUnixFileMode(item) & 0b111_111).Should().Be(0, item);
        }
    }

    [Fact]
    public void A_damaged_file_is_rewritten_and_an_equal_one_left_alone()
    {
        string path = NativeCache.Store(folder["root"], "key", "lib.so", Content);
        File.WriteAllBytes(path, [1, 2]);
        NativeCache.Store(folder["root"], "key", "lib.so", Content);
        File.ReadAllBytes(path).Should().Equal(Content);

        DateTime old = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, old);
        NativeCache.Store(folder["root"], "key", "lib.so", Content);
        File.GetLastWriteTimeUtc(path).Should().Be(old);
    }

    [Fact]
    public async Task Many_writers_at_once_leave_one_whole_file()
    {
        byte[] large = new byte[1 << 20];
        new Random(1).NextBytes(large);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => NativeCache.Store(folder["root"], "key", "lib.so", large))));

        string file = Directory.GetFiles(Path.Combine(folder["root"], "key")).Should().ContainSingle().Subject;
        File.ReadAllBytes(file).AsSpan().SequenceEqual(large).Should().BeTrue();
    }

    [Fact]
    public void A_folder_that_others_may_change_is_refused()
    {
        Directory.CreateDirectory(folder["open"], (UnixFileMode)0b111_111_111);
        File.SetUnixFileMode(folder["open"], (UnixFileMode)0b111_111_111);

        FluentActions.Invoking(() => NativeCache.Store(folder["open"], "key", "lib.so", Content))
            .Should().Throw<UnauthorizedAccessException>().WithMessage("*open to other users*");
    }

    [Fact]
    public void A_place_below_a_file_cannot_be_used()
    {
        File.WriteAllText(folder["file"], "");

        FluentActions.Invoking(() => NativeCache.Store(Path.Combine(folder["file"], "root"), "key", "lib.so", Content)).Should().Throw<IOException>();
    }

    [Fact]
    public void The_default_places_end_with_the_temporary_folder() =>
        NativeCache.DefaultRoots().Should().OnlyHaveUniqueItems().And.OnlyContain(r => Path.IsPathRooted(r))
            .And.Subject.Last().Should().StartWith(Path.GetTempPath());
}
