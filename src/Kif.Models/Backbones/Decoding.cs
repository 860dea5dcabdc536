namespace Kif.Models;

/// <summary>A batch of sequences that is continued token by token; owns its key/value cache.</summary>
public interface IDecoding : IDisposable
{
    /// <summary>Computes the logits of the next token, [batch, vocabulary], in the caller's dispose scope.</summary>
    /// <param name="last">Int64 [batch]: the tokens chosen last; null on the first step.</param>
    Tensor Next(Tensor? last);
}
