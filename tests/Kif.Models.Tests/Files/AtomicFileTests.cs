namespace Kif.Models.Tests.Files;

/// <summary>Saved files and folders appear complete or not at all.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Target => folder["target"];

    [Fact]
    public void A_file_is_replaced_only_by_a_complete_one()
    {
        AtomicFile.Write(Target, "first");

        FluentActions.Invoking(() => AtomicFile.Write(Target, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidOperationException("stopped");
        })).Should().Throw<InvalidOperationException>();

        File.ReadAllText(Target).Should().Be("first");
        Directory.GetFileSystemEntries(folder.Path).Should().Equal(Target);
        AtomicFile.WriteLines(Target, ["a", "b"]);
        File.ReadAllText(Target).Should().Be("a\nb\n");
    }

    [Fact]
    public async Task A_reader_sees_an_old_or_a_new_file_while_others_write_it()
    {
        string[] contents = [.. Enumerable.Range(0, 8).Select(i => new string((char)('a' + i), 100_000))];
        AtomicFile.Write(Target, contents[0]);
        Task writing = Task.Run(() => Parallel.For(0, 80, i => AtomicFile.Write(Target, contents[i % 8])), TestContext.Current.CancellationToken);

        while (!writing.IsCompleted) contents.Should().Contain(await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken));

        await writing;
        Directory.GetFileSystemEntries(folder.Path).Should().Equal(Target);
    }

    [Fact]
    public void A_copy_has_the_content_of_its_original()
    {
        File.WriteAllBytes(folder["original"], [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)]);
        AtomicFile.Copy(folder["original"], Target);
        File.ReadAllBytes(Target).Should().Equal(File.ReadAllBytes(folder["original"]));
    }

    [Fact]
    public void A_folder_appears_only_when_it_is_complete()
    {
        string below = Path.Combine(Target, "below");

        FluentActions.Invoking(() => AtomicFolder.Write(below, part =>
        {
            File.WriteAllText(Path.Combine(part, "half"), "");
            throw new InvalidOperationException("stopped");
        })).Should().Throw<InvalidOperationException>();
        Directory.GetFileSystemEntries(Target).Should().BeEmpty();

        AtomicFolder.Write(below, part =>
        {
            Directory.Exists(below).Should().BeFalse();
            AtomicFile.Write(Path.Combine(part, "whole"), "content");
        });
        Directory.GetFileSystemEntries(Target, "*", SearchOption.AllDirectories).Should().BeEquivalentTo([below, Path.Combine(below, "whole")]);
        FluentActions.Invoking(() => AtomicFolder.Write(below, _ => { })).Should().Throw<IOException>("it is not empty");
        File.ReadAllText(Path.Combine(below, "whole")).Should().Be("content");
    }

    [Fact]
    public void Flushing_a_folder_that_is_gone_does_nothing() => FluentActions.Invoking(() => AtomicFolder.Flush(folder["gone"])).Should().NotThrow();

    public void Dispose() => folder.Dispose();
}
