namespace Kif.Models.Tokenizers;

/// <summary>Writes the unknown token for characters without a token, fused or not, before the next known character or at the end.</summary>
internal ref struct UnknownRun(int? unknown, bool fuses, List<int> symbols)
{
    private bool _pending;

    public void Add()
    {
        if (!fuses)
        {
            Flush();
        }

        _pending = unknown is not null;
    }

    public void Flush()
    {
        if (_pending)
        {
            symbols.Add(unknown!.Value);
            _pending = false;
        }
    }
}
