using System.Text;
using System.Threading.Channels;

namespace Kif;

/// <summary>
/// The pieces of an answer on their way from the thread that computes it to its reader. A slow reader never holds the model: beyond a number of pieces, further
/// ones are put together until there is room.
/// </summary>
internal sealed class AnswerPieces
{
    private const int Capacity = 64;

    private readonly Channel<string> channel =
        Channel.CreateBounded<string>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });

    private readonly StringBuilder waiting = new();

    /// <summary>The text that found no room before <see cref="Complete"/>; the answer's end.</summary>
    public string Rest { get; private set; } = "";

    /// <summary>Adds a piece; never waits.</summary>
    public void Add(string piece)
    {
        waiting.Append(piece);
        if (channel.Writer.TryWrite(waiting.ToString())) waiting.Clear();
    }

    /// <summary>Ends the answer; called once, by the last to add.</summary>
    public void Complete()
    {
        Rest = waiting.ToString();
        channel.Writer.TryComplete();
    }

    /// <summary>Returns the pieces as they come, up to the end of the answer without its <see cref="Rest"/>.</summary>
    public IAsyncEnumerable<string> ReadAsync(CancellationToken cancellation) => channel.Reader.ReadAllAsync(cancellation);
}
