namespace Kif.Fuzzing;

/// <summary>Damages files of one kind.</summary>
internal interface IMutator
{
    /// <summary>A damaged copy.</summary>
    byte[] Mutate(byte[] content, Random random);
}
