const REFUSAL = '... on Refusal { because }';

export const FOUND_COALITION = `mutation FoundCoalition($input: FoundCoalitionInput!) {
  act: foundCoalition(input: $input) { ... on CoalitionFounded { coalition { id slug } } ${REFUSAL} }
}`;

export const ADD_SECTOR = `mutation AddSector($input: AddSectorInput!) {
  act: addSector(input: $input) { ... on SectorAdded { sector { id } } ${REFUSAL} }
}`;

export const ESTABLISH_BODY = `mutation EstablishBody($input: EstablishBodyInput!) {
  act: establishBody(input: $input) { ... on BodyEstablished { body { id } } ${REFUSAL} }
}`;

export const REGISTER_PERSON = `mutation RegisterPerson($input: RegisterPersonInput!) {
  act: registerPerson(input: $input) { ... on PersonRegistered { person { id } } ${REFUSAL} }
}`;

export const CREATE_SEAT = `mutation CreateSeat($input: CreateSeatInput!) {
  act: createSeat(input: $input) { ... on SeatCreated { seat { id } } ${REFUSAL} }
}`;

export const APPOINT = `mutation Appoint($input: AppointInput!) {
  act: appoint(input: $input) { ... on Appointed { mandate { id } } ${REFUSAL} }
}`;

export const DRAFT_PROPOSAL = `mutation DraftProposal($input: DraftProposalInput!) {
  act: draftProposal(input: $input) { ... on ProposalChanged { proposal { id version } } ${REFUSAL} }
}`;

export const SUBMIT_PROPOSAL = `mutation SubmitProposal($input: SeenProposalInput!) {
  act: submitProposal(input: $input) { ... on ProposalChanged { proposal { id version stage } } ${REFUSAL} }
}`;

export const OPEN_BOX = `mutation OpenBox($input: OpenBoxInput!) {
  act: openBox(input: $input) { ... on BoxOpened { box { id boxHash rule entitled closesAt } } ${REFUSAL} }
}`;

export const CAST_BALLOT = `mutation CastBallot($input: CastBallotInput!) {
  act: castBallot(input: $input) {
    ... on BallotCast { receipt { status leafHash tlogProof } }
    ${REFUSAL}
  }
}`;

export const RECORD_DECISION = `mutation RecordDecision($input: RecordDecisionInput!) {
  act: recordDecision(input: $input) {
    ... on DecisionRecorded {
      decision { id outcome numbers { entitled cast valid elected } }
      receipt { status }
    }
    ${REFUSAL}
  }
}`;

export const COUNTED_BOX = `query CountedBox($id: ID!) {
  node(id: $id) {
    ... on Box { stage tally { outcome cast valid elected ranking } }
  }
}`;
