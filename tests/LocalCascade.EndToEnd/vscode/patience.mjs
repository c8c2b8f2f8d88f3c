/** How long something may take, in milliseconds, on a machine that is busy with other things; as tests/Shared/Patience.cs has it. */
export const patience = 120_000;
